/** What each operator makes of a value found in the event, in Python's way. */
import type { Json } from '../types.ts'
import type { ValueOperator } from './parse.ts'
import { equals, includes, isNumeric, typeName } from './python.ts'
import { type Regex, STEP_BUDGET } from './regex/index.ts'

/** Says in Python's words why an operator cannot take a value. */
export class Unfit {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

/** Asks about a value found: yes, no, or it cannot be asked. */
export type Test = (found: Json) => boolean | Unfit

/** Binds an operator to the condition's value, which is of a type that the operator takes. */
export function testOf(op: ValueOperator, value: Json, regex: Regex | undefined): Test {
  switch (op) {
    case 'eq':
      return equalTo(value)
    case 'in':
      return found => includes(value as readonly Json[], found)
    case 'contains':
      return containing(value)
    case 'regex':
      return matching(regex!)
    default:
      return ordered(op, value as number | bigint)
  }
}

function equalTo(value: Json): Test {
  if (typeof value === 'string' || value === null) return found => found === value
  return found => equals(found, value)
}

const SIGNS = { gt: '>', gte: '>=', lt: '<', lte: '<=' }

/** Comparisons of numbers with big integers are exact. */
function ordered(op: 'gt' | 'gte' | 'lt' | 'lte', value: number | bigint): Test {
  const holds = {
    gt: (found: number | bigint) => found > value,
    gte: (found: number | bigint) => found >= value,
    lt: (found: number | bigint) => found < value,
    lte: (found: number | bigint) => found <= value,
  }[op]
  const refuse = (found: Json) =>
    new Unfit(
      `'${SIGNS[op]}' not supported between instances of '${typeName(found)}' and '${typeName(value)}'`,
    )
  return found => {
    if (!isNumeric(found)) return refuse(found)
    return holds(typeof found === 'boolean' ? Number(found) : found)
  }
}

function containing(value: Json): Test {
  const type = typeName(value)
  const within = typeof value === 'string' ? substring(value) : undefined
  return found => {
    if (typeof found === 'string') {
      if (within !== undefined) return within(found)
      return new Unfit(`'in <string>' requires string as left operand, not ${type}`)
    }
    if (Array.isArray(found)) return includes(found, value)
    if (found === null || typeof found !== 'object') {
      return new Unfit(`argument of type '${typeName(found)}' is not iterable`)
    }
    if (Array.isArray(value)) return new Unfit("unhashable type: 'list'")
    return typeof value === 'string' && Object.hasOwn(found, value)
  }
}

/** Python's text is made of characters, not of UTF-16 units: half a surrogate pair is not in a whole one. */
function substring(value: string): (text: string) => boolean {
  if (value.isWellFormed()) return text => text.includes(value)
  return text => {
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
      if (!splitsPair(text, at) && !splitsPair(text, at + value.length)) return true
    }
    return false
  }
}

function splitsPair(text: string, at: number): boolean {
  return at > 0 && at < text.length && text.codePointAt(at - 1)! > 0xffff
}

function matching(regex: Regex): Test {
  return found => {
    if (typeof found !== 'string') {
      return new Unfit(`expected string or bytes-like object, got '${typeName(found)}'`)
    }
    const result = regex.match(found)
    if (result === 'gaveUp') {
      return new Unfit(
        `the pattern was given up after ${STEP_BUDGET} steps on a text of ${found.length} characters`,
      )
    }
    return result === 'matched'
  }
}
