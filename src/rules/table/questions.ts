/** Questions beyond a comparison of numbers: about texts, members, and values as they were parsed. */
import type { Json } from '../../types.ts'
import { compileConditions, Failure } from '../compile.ts'
import { testOf } from '../operators.ts'
import type { Leaf } from './plan.ts'
import type { Predicate } from './predicates.ts'
import { GONE, LIST, MISSING, OBJECT, STRING } from './reading.ts'
import { FALSE, INVALID, TRUE, type Truth } from './truth.ts'

/** A leaf that compares a value found with one of its own. */
export type ValueLeaf = Extract<Leaf, { kind: 'value' }>

/** Whether a text contains the value, or a list (or an object, as a key) has it: that member's token. */
export function containsAt(path: number, leaf: ValueLeaf, token: number): Predicate {
  const { value } = leaf
  const test = testOf('contains', value, undefined)
  const text = typeof value === 'string' && value.isWellFormed() ? value : undefined
  const isText = typeof value === 'string'
  return reading => {
    switch (reading.kinds[path]) {
      case GONE:
        return FALSE
      case STRING:
        if (text !== undefined) return truthOf(reading.text(path).includes(text))
        return isText ? truthOf(test(reading.text(path)) === true) : INVALID
      case LIST:
      case OBJECT:
        return truthOf(reading.hasMember(token))
      default:
        return INVALID
    }
  }
}

/** Whether a text matches the pattern. */
export function regexAt(path: number, leaf: ValueLeaf): Predicate {
  const regex = leaf.regex!
  return reading => {
    const kind = reading.kinds[path]!
    if (kind !== STRING) return kind === GONE ? FALSE : INVALID
    const result = regex.match(reading.text(path))
    return result === 'gaveUp' ? INVALID : truthOf(result === 'matched')
  }
}

/** Whether the value is one of many. */
export function amongAt(path: number, tokens: readonly number[]): Predicate {
  const among = new Set(tokens)
  return reading => {
    const kind = reading.kinds[path]!
    return kind === MISSING ? INVALID : truthOf(among.has(reading.tokens[path]!))
  }
}

/** The leaf as the plain evaluator asks it, about the parsed event. */
export function parsedAt(leaf: Leaf): Predicate {
  const { check, readsData, readsSnapshots } = compileConditions(leaf)
  return reading => {
    const answer = check(readsData ? reading.data : null, readsSnapshots ? reading.snapshots : null)
    return answer instanceof Failure ? INVALID : truthOf(answer)
  }
}

/** A text for a value, different for different ones. */
export function written(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) => {
    if (typeof part === 'string') return `s${part}`
    return typeof part === 'number' || typeof part === 'bigint' ? `${typeof part} ${part}` : part
  })
}

function truthOf(answer: boolean): Truth {
  return answer ? TRUE : FALSE
}
