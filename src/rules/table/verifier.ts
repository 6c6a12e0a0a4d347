import type { Constants } from './constants.ts'
import type { Predicates } from './predicates.ts'
import { GONE, NUMERIC, type Reading } from './reading.ts'
import { FALSE, INVALID, negated, TRUE, type Truth } from './truth.ts'
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
  WIDE,
  WIDE_MASK,
} from './words.ts'

/** Asks the questions that stand in words about the event that has been read. */
export class Verifier {
  readonly #reading: Reading
  readonly #predicates: Predicates
  readonly #constants: Constants
  /** Behind what was asked last. */
  next = 0

  constructor(reading: Reading, predicates: Predicates, constants: Constants) {
    this.#reading = reading
    this.#predicates = predicates
    this.#constants = constants
  }

  /** The answer of a rule's whole program, in source order: `or` ends at the first true, `and` at the first false, both at an error. */
  whole(words: Int32Array, at: number): Truth {
    const word = words[at]!
    const operator = (word & OPERATOR_MASK) === WIDE ? word >>> ARGUMENT_SHIFT : 0
    if (operator < 8) return this.ask(words, at)
    const end = at + words[at + 1]!
    const decisive = operator === OR ? TRUE : FALSE
    for (let i = at + 2; i < end; i = this.next) {
      const truth = this.whole(words, i)
      if (truth === decisive || truth === INVALID) {
        this.next = end
        return truth
      }
    }
    this.next = end
    return 1 - decisive
  }

  /** The answer of the one question that stands there. */
  ask(words: Int32Array, at: number): Truth {
    const word = words[at]!
    let operator = word & OPERATOR_MASK
    let argument = word >>> ARGUMENT_SHIFT
    this.next = at + 1
    if (operator === WIDE) {
      operator = argument & WIDE_MASK
      argument = words[at + 1]!
      this.next++
    } else if (operator === IN) this.next += argument
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
