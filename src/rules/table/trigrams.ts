/** Three bytes in a row: which texts may contain another, without looking at them one by one. */

/** Shortest text with a trigram, in bytes. */
export const LEAST = 3
/** Trigrams are told apart by 12 bits. */
export const BUCKET_BITS = 12
const BUCKETS = 2 ** BUCKET_BITS

/** The bucket of three bytes. */
export function bucketOf(a: number, b: number, c: number): number {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35)
  return mixed >>> (32 - BUCKET_BITS)
}

/** A bit for each trigram of a text, in two words: a text without one of another's bits does not hold it. */
export function signatureOf(text: Buffer, from: number, to: number): readonly [low: number, high: number] {
  let low = 0
  let high = 0
  for (let i = from; i + 2 < to; i++) {
    const bucket = bucketOf(text[i]!, text[i + 1]!, text[i + 2]!)
    if ((bucket & 32) === 0) low |= 1 << (bucket & 31)
    else high |= 1 << (bucket & 31)
  }
  return [low, high]
}

/** The token of a path's bucket: below 0, where no value has one. */
export function tokenOf(path: number, bucket: number): number {
  return ~((path << BUCKET_BITS) | bucket)
}

/** The trigrams under which rules stand for one path. */
export class Trigrams {
  /** How many conjuncts stand under each bucket. */
  readonly #counts = new Int32Array(BUCKETS)
  readonly #seen = new Int32Array(BUCKETS)

  /** The bucket of the needle with the fewest rules so far, which gets one more. */
  place(needle: Buffer): number {
    let best = -1
    for (let i = 0; i + 2 < needle.length; i++) {
      const bucket = bucketOf(needle[i]!, needle[i + 1]!, needle[i + 2]!)
      if (best < 0 || this.#counts[bucket]! < this.#counts[best]!) best = bucket
    }
    this.#counts[best]!++
    return best
  }

  remove(bucket: number): void {
    this.#counts[bucket]!--
  }

  /** Appends the tokens of the text's trigrams that rules stand under, each once; gives the new count. */
  collect(
    path: number,
    text: Buffer,
    from: number,
    to: number,
    epoch: number,
    tokens: Int32Array,
    count: number,
  ): number {
    const counts = this.#counts
    const seen = this.#seen
    let n = count
    if (to - from < LEAST) return n
    let a = text[from]!
    let b = text[from + 1]!
    for (let i = from + 2; i < to && n < tokens.length; i++) {
      const c = text[i]!
      const bucket = bucketOf(a, b, c)
      if (counts[bucket] !== 0 && seen[bucket] !== epoch) {
        seen[bucket] = epoch
        tokens[n++] = tokenOf(path, bucket)
      }
      a = b
      b = c
    }
    return n
  }

  /** Forgets which were seen: epochs begin anew. */
  restart(): void {
    this.#seen.fill(0)
  }
}
