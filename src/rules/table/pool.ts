import { MAX_WORDS, refuseBeyond } from './limits.ts'

const LEAST = 2 // a block has 4 words at least

/**
 * Blocks of 32-bit words, of sizes that are powers of two, in one typed array. A block is named by the index of its first
 * word; 0 is none. Blocks given back are used again.
 */
export class Pool {
  /** Replaced when it grows: to be read anew after `take`. */
  words = new Int32Array(1 << 12)
  #end = 1
  readonly #free: number[][] = Array.from({ length: 32 }, () => [])

  /** Words handed out and not given back, and what stands free between them. */
  get size(): number {
    return this.#end
  }

  /** A block of 2^`class_` words, which hold anything. @throws SluiceError when the pool is full */
  take(class_: number): number {
    const free = this.#free[class_]!.pop()
    if (free !== undefined) return free
    const block = this.#end
    this.#end += 2 ** class_
    if (this.#end > this.words.length) {
      if (this.#end > MAX_WORDS) this.#end = block
      refuseBeyond(block + 2 ** class_, MAX_WORDS, 'words of postings')
      const words = new Int32Array(Math.min(MAX_WORDS, grown(this.words.length, this.#end)))
      words.set(this.words)
      this.words = words
    }
    return block
  }

  give(block: number, class_: number): void {
    this.#free[class_]!.push(block)
  }
}

/** The class of a block that holds so many words. */
export function classOf(words: number): number {
  return Math.max(LEAST, 32 - Math.clz32(words - 1))
}

/** Half as much again, until it is enough: doubling would leave up to half of a large pool unused. */
function grown(length: number, wanted: number): number {
  let size = length
  while (size < wanted) size = Math.ceil(size * 1.5)
  return size
}
