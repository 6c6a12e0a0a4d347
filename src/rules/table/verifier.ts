import type { Constants } from './constants.ts'
import type { Predicates } from './predicates.ts'
import { GONE, MISSING, NUMERIC, type Reading } from './reading.ts'
import { FALSE, INVALID, negated, TRUE, type Truth, UNSURE } from './truth.ts'
import {
  ARGUMENT_SHIFT,
  EQ,
  GT,
  GTE,
  IN,
  LT,
  LTE,
  NEGATED,
  OPERATOR_MASK,
  OR,
  PATH_MASK,
  PATH_SHIFT,
  PREDICATE,
  VALID,
  WIDE,
} from './words.ts'

/** Asks the questions that stand in words about the event that has been read. */
export class Verifier {
  readonly #reading: Reading
  readonly #tokens: Int32Array
  readonly #kinds: Uint8Array
  readonly #predicates: Predicates
  readonly #constants: Constants
  /** Behind the last question asked. */
  #next = 0

  constructor(reading: Reading, predicates: Predicates, constants: Constants) {
    this.#reading = reading
    this.#tokens = reading.tokens
    this.#kinds = reading.kinds
    this.#predicates = predicates
    this.#constants = constants
  }

  /** Whether all questions from `from` to `to` are true. The most frequent ones are answered here. */
  all(words: Int32Array, from: number, to: number): Truth {
    const tokens = this.#tokens
    const kinds = this.#kinds
    for (let i = from; i < to; ) {
      const word = words[i]!
      const path = (word >>> PATH_SHIFT) & PATH_MASK
      switch (word & (OPERATOR_MASK | NEGATED)) {
        case EQ:
          if (tokens[path] !== word >>> ARGUMENT_SHIFT) return kinds[path] === MISSING ? INVALID : FALSE
          i++
          continue
        case IN: {
          const token = tokens[path]!
          const end = i + 1 + (word >>> ARGUMENT_SHIFT)
          for (i++; i < end && words[i] !== token; ) i++
          if (i === end) return kinds[path] === MISSING ? INVALID : FALSE
          i = end
          continue
        }
        case EQ | NEGATED:
          if (kinds[path]! <= GONE) return kinds[path] === GONE ? FALSE : INVALID
          if (tokens[path] === word >>> ARGUMENT_SHIFT) return FALSE
          i++
          continue
        case WIDE:
          if (word >>> ARGUMENT_SHIFT !== VALID) break
          if (kinds[path] === MISSING) return UNSURE
          i++
          continue
      }
      const truth = this.#question(words, i)
      if (truth !== TRUE) return truth
      i = this.#next
    }
    return TRUE
  }

  /** The answer of a rule's whole program, in source order: `or` ends at the first true, `and` at the first false, both at an error. */
  whole(words: Int32Array, at: number): Truth {
    const word = words[at]!
    const operator = (word & OPERATOR_MASK) === WIDE ? word >>> ARGUMENT_SHIFT : 0
    if (operator < 8) return this.#question(words, at)
    const end = at + words[at + 1]!
    const decisive = operator === OR ? TRUE : FALSE
    for (let i = at + 2; i < end; i = this.#next) {
      const truth = this.whole(words, i)
      if (truth === decisive || truth === INVALID) {
        this.#next = end
        return truth
      }
    }
    this.#next = end
    return 1 - decisive
  }

  #question(words: Int32Array, at: number): Truth {
    const word = words[at]!
    let operator = word & OPERATOR_MASK
    let argument = word >>> ARGUMENT_SHIFT
    this.#next = at + 1
    if (operator === WIDE) {
      operator = argument
      argument = words[at + 1]!
      this.#next++
    } else if (operator === IN) this.#next += argument
    const path = (word >>> PATH_SHIFT) & PATH_MASK
    const truth =
      operator === PREDICATE
        ? this.#predicates.ask(argument, this.#reading)
        : this.#compare(operator, path, argument, words, at)
    if ((word & NEGATED) === 0) return truth
    return this.#reading.kinds[path] === GONE ? FALSE : negated(truth)
  }

  #compare(operator: number, path: number, argument: number, words: Int32Array, at: number): Truth {
    const { kinds, tokens } = this.#reading
    const kind = kinds[path]!
    if (kind <= GONE) return kind === GONE ? FALSE : INVALID
    if (operator === EQ) return tokens[path] === argument ? TRUE : FALSE
    if (operator === IN) {
      const token = tokens[path]!
      if (token === 0) return FALSE
      for (let i = at + 1; i <= at + argument; i++) if (words[i] === token) return TRUE
      return FALSE
    }
    if (kind !== NUMERIC) return INVALID
    return this.#isOrdered(operator, this.#reading.numbers[path]!, argument) ? TRUE : FALSE
  }

  #isOrdered(operator: number, number: number, argument: number): boolean {
    const constant = this.#constants.values[argument]!
    switch (operator) {
      case GT:
        return number > constant
      case GTE:
        return number >= constant
      case LT:
        return number < constant
      case LTE:
        return number <= constant
      default:
        return false
    }
  }
}
