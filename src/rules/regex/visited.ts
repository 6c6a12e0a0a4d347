/** Pairs of a step and a place that a run has been at: it need not try them again, which makes it linear. */
export class Visited {
  #bits = new Uint32Array(64)
  /** Words with bits in them, to be cleared one by one: a run visits few of all pairs. */
  readonly #touched: number[] = []

  /** Makes room for that many pairs. */
  reserve(pairs: number): void {
    const words = Math.ceil(pairs / 32)
    if (words > this.#bits.length) this.#bits = new Uint32Array(Math.max(words, 2 * this.#bits.length))
  }

  /** Marks the pair; false if it was marked before. */
  mark(pair: number): boolean {
    const word = pair >>> 5
    const bit = 1 << (pair & 31)
    const bits = this.#bits[word]!
    if ((bits & bit) !== 0) return false
    if (bits === 0) this.#touched.push(word)
    this.#bits[word] = bits | bit
    return true
  }

  /** Forgets everything, and gives back what is much. */
  clear(): void {
    if (this.#bits.length > KEPT_WORDS) this.#bits = new Uint32Array(64)
    else for (const word of this.#touched) this.#bits[word] = 0
    this.#touched.length = 0
  }
}

const KEPT_WORDS = 65_536 // 256 KiB
