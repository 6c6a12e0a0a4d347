import { refuse } from '../error.ts'
import { isTupleEnd } from './expressions.ts'
import type { TokenStream } from './token-stream.ts'
import { describe } from './tokens.ts'
import type { Target } from './types.ts'

const CONSTANTS = ['true', 'false', 'none', 'True', 'False', 'None']

/** What is assigned to: a name, a tuple of them, and with `members` what belongs to a namespace. */
export function parseTarget(stream: TokenStream, members = false): Target {
  const { at } = stream.current
  const items: Target[] = []
  let isTuple = false
  for (;;) {
    if (items.length > 0) stream.expect('operator', ',')
    if (isTupleEnd(stream)) break
    items.push(parseOne(stream, members))
    if (!stream.isOperator(',')) break
    isTuple = true
  }
  if (isTuple) return { kind: 'tuple', items, at }
  return items[0] ?? refuse(stream.current.at, `Expected an expression, got '${describe(stream.current)}'`)
}

/** A name that something is called by. */
export function parseName(stream: TokenStream): string {
  const { text, at } = stream.expect('name')
  return checked(text, at)
}

function parseOne(stream: TokenStream, members: boolean): Target {
  const { at } = stream.current
  if (stream.skipOperator('(')) {
    const inside = stream.nested(() => parseTarget(stream, members))
    stream.expect('operator', ')')
    return inside
  }
  const { type } = stream.current
  if (type === 'integer' || type === 'float' || type === 'string')
    return refuse(at, "can't assign to 'const'")
  if (type !== 'name') return refuse(at, `unexpected '${describe(stream.current)}'`)
  const name = stream.take().text
  if (CONSTANTS.includes(name)) return refuse(at, "can't assign to 'const'")
  if (members && stream.skipOperator('.'))
    return { kind: 'member', name, attribute: stream.expect('name').text, at }
  return { kind: 'name', name: checked(name, at), at }
}

function checked(name: string, at: number): string {
  return CONSTANTS.includes(name) ? refuse(at, "can't assign to 'name'") : name
}
