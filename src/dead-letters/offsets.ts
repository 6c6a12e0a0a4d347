const blockBits = 4_096

/** A set of offsets of one partition: a bit each, in blocks where there are any. */
export class Offsets {
  readonly #blocks = new Map<number, Uint32Array>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(offset: number): void {
    const number = Math.floor(offset / blockBits)
    let block = this.#blocks.get(number)
    if (block === undefined) {
      block = new Uint32Array(blockBits / 32)
      this.#blocks.set(number, block)
    }
    const at = offset % blockBits
    const bit = 1 << (at & 31)
    if ((block[at >> 5]! & bit) !== 0) return
    block[at >> 5]! |= bit
    this.#size++
  }

  has(offset: number): boolean {
    const block = this.#blocks.get(Math.floor(offset / blockBits))
    const at = offset % blockBits
    return block !== undefined && (block[at >> 5]! & (1 << (at & 31))) !== 0
  }
}
