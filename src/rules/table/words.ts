/**
 * The words that ask an event's conditions, in one Int32Array with the postings: an operator (3 bits), whether it is
 * negated (1), a path (14) and an argument (14). What does not fit an argument stands in the word behind (WIDE).
 */

/** The path's value has the token `argument`. */
export const EQ = 0
/** It has one of the `argument` tokens in the words behind. */
export const IN = 1
/** It is a number greater than the constant `argument`. */
export const GT = 2
export const GTE = 3
export const LT = 4
export const LTE = 5
/** The predicate `argument` says so. */
export const PREDICATE = 6
/** `argument` is the operator, the argument stands in the word behind. */
export const WIDE = 7

/** Operators that are only ever wide: sets. */
export const AND = 8
export const OR = 9

/** Whether what the path leads to is of a kind that other questions can be answered of. Wide, without a word behind. */
export const VALID = 10
/** Bits of an operator in a wide word; behind them VALID has a bit for each kind. */
const WIDE_BITS = 4
export const WIDE_MASK = 2 ** WIDE_BITS - 1

export const NEGATED = 8
export const OPERATOR_MASK = 7
export const PATH_SHIFT = 4
export const PATH_MASK = 2 ** 14 - 1
export const ARGUMENT_SHIFT = 18
export const KINDS_SHIFT = ARGUMENT_SHIFT + WIDE_BITS
/** Arguments are below it. */
export const ARGUMENT_BOUND = 2 ** 14

/** Most values that `in` lists word by word. */
export const MAX_LISTED = 32

/** One question as it goes into words. */
export interface Question {
  readonly operator: number
  readonly negate: boolean
  readonly path: number
  readonly argument: number
  /** Of IN. */
  readonly tokens: readonly number[]
}

/** Words being written; used again for each entry. */
export class WordBuffer {
  words = new Int32Array(256)
  length = 0

  clear(): void {
    this.length = 0
  }

  push(word: number): void {
    if (this.length === this.words.length) {
      const words = new Int32Array(this.length * 2)
      words.set(this.words)
      this.words = words
    }
    this.words[this.length++] = word
  }

  /** Asks no more of the path than that it leads to one of some kinds. */
  pushValid(path: number, kinds: number): void {
    this.push(WIDE | (path << PATH_SHIFT) | (VALID << ARGUMENT_SHIFT) | (kinds << KINDS_SHIFT))
  }

  pushQuestion({ operator, negate, path, argument, tokens }: Question): void {
    const head = (negate ? NEGATED : 0) | (path << PATH_SHIFT)
    if (operator === IN) {
      this.push(operator | head | (tokens.length << ARGUMENT_SHIFT))
      for (const token of tokens) this.push(token)
    } else if (argument < ARGUMENT_BOUND) this.push(operator | head | (argument << ARGUMENT_SHIFT))
    else {
      this.push(WIDE | head | (operator << ARGUMENT_SHIFT))
      this.push(argument)
    }
  }
}
