import { MAX_VALUES } from './limits.ts'
import type { Reading } from './reading.ts'
import { Registry } from './registry.ts'
import { signatureOf } from './trigrams.ts'
import { FALSE, type Truth } from './truth.ts'
import { enlarged } from './values.ts'

/** Asks what no word of a program can. */
export type Predicate = (reading: Reading) => Truth

/** What a text at the path must hold for the predicate to be true; for other values it says nothing. */
export interface Needs {
  readonly path: number
  readonly needle: Buffer
}

const STRIDE = 3

/** Questions that many rules may share: each is asked once per event. */
export class Predicates {
  readonly #names = new Registry(MAX_VALUES, 'different conditions')
  readonly #asks: (Predicate | undefined)[] = []
  /** By predicate: the epoch it was asked in, and its answer in the lowest two bits. */
  #answers = new Int32Array(64)
  /** By predicate: a path, and the signature of what a text there must hold; zeros where nothing is known. */
  #needs = new Int32Array(64 * STRIDE)

  get size(): number {
    return this.#names.size
  }

  /** The number of the predicate of that name, made if it is new. */
  acquire(name: string, make: () => Predicate, needs?: Needs): number {
    const number = this.#names.acquire(name)
    if (this.#asks[number] !== undefined) return number
    this.#asks[number] = make()
    if (number >= this.#answers.length) {
      this.#answers = enlarged(this.#answers)
      this.#needs = enlarged(this.#needs)
    }
    this.#answers[number] = 0
    this.#needs.fill(0, number * STRIDE, (number + 1) * STRIDE)
    if (needs !== undefined) {
      const { path, needle } = needs
      this.#needs.set([path, ...signatureOf(needle, 0, needle.length)], number * STRIDE)
    }
    return number
  }

  release(number: number): void {
    if (this.#names.release(number)) this.#asks[number] = undefined
  }

  ask(number: number, reading: Reading): Truth {
    const known = this.#answers[number]!
    if (known >> 2 === reading.epoch) return known & 3
    const needs = this.#needs
    const at = number * STRIDE
    const low = needs[at + 1]!
    const high = needs[at + 2]!
    if ((low | high) !== 0 && reading.lacks(needs[at]!, low, high)) return FALSE
    const truth = this.#asks[number]!(reading)
    this.#answers[number] = (reading.epoch << 2) | truth
    return truth
  }

  /** Epochs begin anew. */
  restart(): void {
    this.#answers.fill(0)
  }
}
