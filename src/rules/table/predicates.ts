import { MAX_VALUES } from './limits.ts'
import { LIST, type Reading } from './reading.ts'
import { Registry } from './registry.ts'
import { signatureOf } from './trigrams.ts'
import { FALSE, TRUE, type Truth } from './truth.ts'
import { enlarged } from './values.ts'

/** Asks what no word of a program can. */
export type Predicate = (reading: Reading) => Truth

/** What is known of a predicate's answer before it is asked. */
export interface Known {
  readonly path: number
  /** What a text at the path must hold for the predicate to be true. */
  readonly needle: Buffer | undefined
  /** The token of the member that a list there must have, and need only have; 0 where that is not what is asked. */
  readonly member: number
}

const STRIDE = 4 // path, signature in two words, member

/** Questions that many rules may share: each is asked once per event. */
export class Predicates {
  readonly #names = new Registry(MAX_VALUES, 'different conditions')
  readonly #asks: (Predicate | undefined)[] = []
  /** By predicate: the epoch it was asked in, and its answer in the lowest two bits. */
  #answers = new Int32Array(64)
  /** By predicate: a path, the signature of what a text there must hold, and a member; zeros where nothing is known. */
  #known = new Int32Array(64 * STRIDE)

  get size(): number {
    return this.#names.size
  }

  /** The number of the predicate of that name, made if it is new. */
  acquire(name: string, make: () => Predicate, known?: Known): number {
    const number = this.#names.acquire(name)
    if (this.#asks[number] !== undefined) return number
    this.#asks[number] = make()
    if (number >= this.#answers.length) {
      this.#answers = enlarged(this.#answers)
      this.#known = enlarged(this.#known)
    }
    this.#answers[number] = 0
    this.#known.fill(0, number * STRIDE, (number + 1) * STRIDE)
    if (known !== undefined) {
      const { path, needle, member } = known
      const signature = needle === undefined ? [0, 0] : signatureOf(needle, 0, needle.length)
      this.#known.set([path, ...signature, member], number * STRIDE)
    }
    return number
  }

  release(number: number): void {
    if (this.#names.release(number)) this.#asks[number] = undefined
  }

  ask(number: number, reading: Reading): Truth {
    const known = this.#answers[number]!
    if (known >> 2 === reading.epoch) return known & 3
    const truth = this.#quickly(number, reading) ?? this.#asks[number]!(reading)
    this.#answers[number] = (reading.epoch << 2) | truth
    return truth
  }

  /** The answer where it takes no call; undefined where it does. */
  #quickly(number: number, reading: Reading): Truth | undefined {
    const known = this.#known
    const at = number * STRIDE
    const path = known[at]!
    const member = known[at + 3]!
    if (member !== 0 && reading.kinds[path] === LIST) return reading.hasMember(member) ? TRUE : FALSE
    const low = known[at + 1]!
    const high = known[at + 2]!
    return (low | high) !== 0 && reading.lacks(path, low, high) ? FALSE : undefined
  }

  /** Epochs begin anew. */
  restart(): void {
    this.#answers.fill(0)
  }
}
