/** What stands behind a value: attributes, items, slices, calls, filters and tests. */
import { refuse } from '../error.ts'
import { int } from '../python/values.ts'
import { parseExpression, parsePrimary, Row } from './expressions.ts'
import type { TokenStream } from './token-stream.ts'
import type { CallArguments, Expression, Keyword } from './types.ts'

const NO_ARGUMENTS: CallArguments = { args: [], keywords: [], star: undefined, doubleStar: undefined }

/** Attributes, items and calls. */
export function parsePostfix(stream: TokenStream, start: Expression): Expression {
  let node = start
  for (let row = new Row(stream); ; ) {
    if (row.goesOn(stream.isOperator('.', '['))) node = parseSubscript(stream, node)
    else if (stream.isOperator('(')) node = parseCall(stream, node)
    else return node
  }
}

/** `value(…)` */
export function parseCall(stream: TokenStream, callee: Expression): Expression & { kind: 'call' } {
  const { at } = stream.current
  return { kind: 'call', callee, given: parseArguments(stream), at }
}

/** One filter: `| name(…)`. */
export function parseFilter(stream: TokenStream, subject: Expression | undefined): Expression {
  stream.expect('operator', '|')
  return parseFilterName(stream, subject)
}

/** A filter without the sign in front, and those that follow: what a filter block begins with. */
export function parseFilters(stream: TokenStream, inline: boolean): Expression | undefined {
  let node = inline ? parseFilterName(stream, undefined) : undefined
  for (let row = new Row(stream); row.goesOn(stream.isOperator('|')); ) node = parseFilter(stream, node)
  return node
}

/** `is name(…)`, `is not name argument` */
export function parseTest(stream: TokenStream, subject: Expression): Expression {
  const { at } = stream.take()
  const negated = stream.skipName('not')
  const { name, at: nameAt } = dottedName(stream)
  let given = NO_ARGUMENTS
  if (stream.isOperator('(')) given = parseArguments(stream)
  else if (beginsArgument(stream)) {
    if (stream.isName('is')) refuse(stream.current.at, 'You cannot chain multiple tests with is')
    given = { ...NO_ARGUMENTS, args: [parsePostfix(stream, parsePrimary(stream))] }
  }
  const test: Expression = { kind: 'test', subject, name, given, at: nameAt }
  return negated ? { kind: 'not', operand: test, at } : test
}

function beginsArgument(stream: TokenStream): boolean {
  const { type } = stream.current
  if (type === 'string' || type === 'integer' || type === 'float') return true
  return stream.isOperator('(', '[', '{') || (type === 'name' && !stream.isName('else', 'or', 'and'))
}

function parseFilterName(stream: TokenStream, subject: Expression | undefined): Expression {
  const { name, at } = dottedName(stream)
  const given = stream.isOperator('(') ? parseArguments(stream) : NO_ARGUMENTS
  return { kind: 'filter', subject, name, given, at }
}

function dottedName(stream: TokenStream): { name: string; at: number } {
  const { text, at } = stream.expect('name')
  let name = text
  while (stream.skipOperator('.')) name += `.${stream.expect('name').text}`
  return { name, at }
}

function parseSubscript(stream: TokenStream, object: Expression): Expression {
  const token = stream.take()
  const { at } = token
  if (token.text === '.') {
    const name = stream.take()
    if (name.type === 'name') return { kind: 'attribute', object, name: name.text, at: name.at }
    if (name.type !== 'integer') refuse(name.at, 'expected name or number')
    const place = int(BigInt(/^0+$/.test(name.text) ? 0 : name.text))
    return { kind: 'item', object, key: { kind: 'constant', value: place, at: name.at }, at: name.at }
  }
  const keys: (Expression | readonly (Expression | undefined)[])[] = []
  while (!stream.isOperator(']')) {
    if (keys.length > 0) stream.expect('operator', ',')
    keys.push(parseKey(stream))
  }
  stream.expect('operator', ']')
  const [only] = keys
  if (keys.length === 1 && only !== undefined)
    return 'kind' in only
      ? { kind: 'item', object, key: only, at }
      : { kind: 'slice', object, bounds: only, at }
  const items = keys.map(key => ('kind' in key ? key : refuse(at, 'a slice among several keys')))
  return { kind: 'item', object, key: { kind: 'tuple', items, at }, at }
}

/** A key, or the bounds of a slice. */
function parseKey(stream: TokenStream): Expression | readonly (Expression | undefined)[] {
  const bounds: (Expression | undefined)[] = []
  if (stream.skipOperator(':')) bounds.push(undefined)
  else {
    const key = parseExpression(stream)
    if (!stream.skipOperator(':')) return key
    bounds.push(key)
  }
  const missing = () => stream.isOperator(':', ']', ',')
  bounds.push(missing() ? undefined : parseExpression(stream))
  if (stream.skipOperator(':')) bounds.push(missing() ? undefined : parseExpression(stream))
  return bounds
}

function parseArguments(stream: TokenStream): CallArguments {
  const { at } = stream.expect('operator', '(')
  const args: Expression[] = []
  const keywords: Keyword[] = []
  let star: Expression | undefined
  let doubleStar: Expression | undefined
  const ensure = (valid: boolean) => {
    if (!valid) refuse(at, 'invalid syntax for function call expression')
  }
  for (let first = true; !stream.isOperator(')'); first = false) {
    if (!first) {
      stream.expect('operator', ',')
      if (stream.isOperator(')')) break
    }
    if (stream.skipOperator('*')) {
      ensure(star === undefined && doubleStar === undefined)
      star = parseExpression(stream)
    } else if (stream.skipOperator('**')) {
      ensure(doubleStar === undefined)
      doubleStar = parseExpression(stream)
    } else if (stream.is('name') && stream.following.type === 'operator' && stream.following.text === '=') {
      ensure(doubleStar === undefined)
      const name = stream.take().text
      stream.take()
      if (keywords.some(keyword => keyword.name === name)) refuse(at, `keyword argument repeated: ${name}`)
      keywords.push({ name, value: parseExpression(stream) })
    } else {
      ensure(star === undefined && doubleStar === undefined && keywords.length === 0)
      args.push(parseExpression(stream))
    }
  }
  stream.expect('operator', ')')
  return { args, keywords, star, doubleStar }
}
