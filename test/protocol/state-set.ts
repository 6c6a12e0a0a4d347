import type { State } from './state.ts'

/** States of one length, each once, numbered in the order in which they came. */
export class StateSet {
  readonly #length: number
  #count = 0
  #bytes: Uint8Array
  /** Numbers by hash, with linear probing; -1: free. */
  #table = new Int32Array(1 << 16).fill(-1)

  constructor(length: number) {
    this.#length = length
    this.#bytes = new Uint8Array(length << 14)
  }

  get count(): number {
    return this.#count
  }

  /** The state of a number: a view that holds until the next `add`. */
  at(number: number): State {
    return this.#bytes.subarray(number * this.#length, (number + 1) * this.#length)
  }

  /** The number of a state; -1 where it is not there. */
  find(state: State): number {
    const slot = this.#slot(state)
    return this.#table[slot] ?? -1
  }

  /** The number of a state, which is added where it is not there. */
  add(state: State): number {
    const slot = this.#slot(state)
    const known = this.#table[slot] ?? -1
    if (known >= 0) return known
    if ((this.#count + 1) * this.#length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(state, this.#count * this.#length)
    this.#table[slot] = this.#count
    if (++this.#count * 2 > this.#table.length) this.#widen()
    return this.#count - 1
  }

  #widen(): void {
    this.#table = new Int32Array(this.#table.length * 2).fill(-1)
    const mask = this.#table.length - 1
    for (let number = 0; number < this.#count; number++) {
      let slot = hashOf(this.at(number)) & mask
      while ((this.#table[slot] ?? -1) >= 0) slot = (slot + 1) & mask
      this.#table[slot] = number
    }
  }

  /** Where a state stands in the table, or would. */
  #slot(state: State): number {
    const mask = this.#table.length - 1
    let slot = hashOf(state) & mask
    for (;;) {
      const number = this.#table[slot] ?? -1
      if (number < 0 || this.#isAt(number, state)) return slot
      slot = (slot + 1) & mask
    }
  }

  #isAt(number: number, state: State): boolean {
    const from = number * this.#length
    for (let at = 0; at < this.#length; at++) if (this.#bytes[from + at] !== state[at]) return false
    return true
  }
}

/** FNV-1a. */
function hashOf(state: State): number {
  let hash = 2166136261
  for (let at = 0; at < state.length; at++) hash = Math.imul(hash ^ (state[at] ?? 0), 16777619)
  return (hash ^ (hash >>> 15)) >>> 0
}
