import type { Constants } from './constants.ts'
import { NumberList } from './number-list.ts'
import type { Pool } from './pool.ts'
import { DOUBTFUL, LENGTH_SHIFT, MEANING_MASK, RULE_MASK } from './postings.ts'
import type { Predicates } from './predicates.ts'
import { GONE, MISSING, NUMERIC, type Reading } from './reading.ts'
import { FALSE, INVALID, negated, TRUE, type Truth, UNSURE } from './truth.ts'
import { enlarged } from './values.ts'
import type { Verifier } from './verifier.ts'
import {
  ARGUMENT_SHIFT,
  EQ,
  GT,
  GTE,
  IN,
  KINDS_SHIFT,
  LT,
  LTE,
  NEGATED,
  OPERATOR_MASK,
  PATH_MASK,
  PATH_SHIFT,
  PREDICATE,
  VALID,
  WIDE,
  WIDE_MASK,
} from './words.ts'

/** Where the program of a rule stands, for rules that have one. */
export interface Programs {
  readonly programs: Pool
  /** The index of its first word; 0 where it has none. */
  programOf(rule: number): number
}

/** What entries are asked with. */
export interface EntriesParts {
  readonly pool: Pool
  readonly reading: Reading
  readonly verifier: Verifier
  readonly predicates: Predicates
  readonly constants: Constants
  readonly programs: Programs
}

const NONE: readonly number[] = []

/** The rules found for an event: reads entries, and keeps the rules of those that are true. */
export class Entries {
  readonly #pool: Pool
  readonly #reading: Reading
  readonly #verifier: Verifier
  readonly #predicates: Predicates
  readonly #constants: Constants
  readonly #programs: Programs
  /** Numbers of the rules found; one may stand here several times. */
  rules = new Int32Array(256)
  count = 0
  /** Entries looked at. */
  candidates = 0
  /** Rules that may have failed, likewise: what is asked before in one with a program may have settled it. */
  readonly #failed = new NumberList()

  constructor({ pool, reading, verifier, predicates, constants, programs }: EntriesParts) {
    this.#pool = pool
    this.#reading = reading
    this.#verifier = verifier
    this.#predicates = predicates
    this.#constants = constants
    this.#programs = programs
  }

  /** Forgets what it has found. */
  clear(): void {
    this.count = 0
    this.candidates = 0
    this.#failed.count = 0
  }

  /** Makes room for so many rules more. */
  reserve(rules: number): void {
    while (this.count + rules > this.rules.length) this.rules = enlarged(this.rules)
  }

  /** Takes in the rules of a block, from `from` to `to`; there is room for them. */
  take(from: number, to: number): void {
    const { words } = this.#pool
    const { rules } = this
    let { count } = this
    for (let i = from; i < to; i++) rules[count++] = words[i]!
    this.candidates += to - from
    this.count = count
  }

  /** Takes in one rule; there is room for it. */
  takeOne(rule: number): void {
    this.rules[this.count++] = rule
    this.candidates++
  }

  /**
   * Asks the entries of a block, from `from` to `to`; there is room for all their rules. The most frequent questions are
   * answered here: a call for each would cost more than the answer.
   */
  read(from: number, to: number): void {
    const { words } = this.#pool
    const { tokens, kinds, numbers } = this.#reading
    const constants = this.#constants.values
    const { rules } = this
    let { count } = this
    let candidates = 0
    for (let i = from; i < to; ) {
      const head = words[i]!
      const end = i + (head >>> LENGTH_SHIFT)
      let truth: Truth = TRUE
      for (let at = i + 1; at < end; ) {
        const word = words[at]!
        const path = (word >>> PATH_SHIFT) & PATH_MASK
        const operator = word & (OPERATOR_MASK | NEGATED)
        if (operator === EQ) {
          at++
          if (tokens[path] === word >>> ARGUMENT_SHIFT) continue
          truth = kinds[path] === MISSING ? INVALID : FALSE
          break
        }
        if (operator === IN) {
          const token = tokens[path]!
          const behind = ++at + (word >>> ARGUMENT_SHIFT)
          while (at < behind && words[at] !== token) at++
          if (at < behind) {
            at = behind
            continue
          }
          truth = kinds[path] === MISSING ? INVALID : FALSE
          break
        }
        if (operator <= LTE) {
          at++
          const number = numbers[path]!
          const constant = constants[word >>> ARGUMENT_SHIFT]!
          if (isOrdered(operator, number, constant)) continue
          const kind = kinds[path]
          truth = kind === NUMERIC || kind === GONE ? FALSE : INVALID
          break
        }
        if ((word & OPERATOR_MASK) === PREDICATE) {
          at++
          truth = this.#predicates.ask(word >>> ARGUMENT_SHIFT, this.#reading)
          if (operator !== PREDICATE) truth = kinds[path] === GONE ? FALSE : negated(truth)
        } else if (operator === WIDE && ((word >>> ARGUMENT_SHIFT) & WIDE_MASK) === VALID) {
          at++
          if (((word >>> (KINDS_SHIFT + kinds[path]!)) & 1) === 0) truth = UNSURE
        } else {
          truth = this.#verifier.ask(words, at)
          at = this.#verifier.next
        }
        if (truth !== TRUE) break
      }
      i = end
      candidates++
      if (truth === FALSE) continue
      const rule = head & RULE_MASK
      if (truth === UNSURE || (truth === TRUE && (head & MEANING_MASK) === DOUBTFUL))
        truth = this.#whole(rule)
      if (truth === TRUE) rules[count++] = rule
      else if (truth === INVALID) this.#failed.push(rule)
    }
    this.count = count
    this.candidates += candidates
  }

  /** The rules that have failed, each once; asked about the same event. */
  failures(): readonly number[] {
    const { items, count } = this.#failed
    if (count === 0) return NONE
    const isFailure = (rule: number) => this.#programs.programOf(rule) === 0 || this.#whole(rule) === INVALID
    return [...new Set(items.subarray(0, count).sort())].filter(isFailure)
  }

  #whole(rule: number): Truth {
    const { programs } = this.#programs
    return this.#verifier.whole(programs.words, this.#programs.programOf(rule))
  }
}

function isOrdered(operator: number, number: number, constant: number): boolean {
  if (operator === GT) return number > constant
  if (operator === GTE) return number >= constant
  return operator === LT ? number < constant : number <= constant
}
