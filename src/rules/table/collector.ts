import { EVERY_TOKEN } from './access.ts'
import type { Entries } from './entries.ts'
import { NumberList } from './number-list.ts'
import type { Placer } from './placer.ts'
import type { Pool } from './pool.ts'
import { HEAD, LENGTH_SHIFT, type Postings } from './postings.ts'
import type { Reading } from './reading.ts'
import { enlarged } from './values.ts'
import type { View } from './views.ts'

const CLASS_MASK = 31
const CLASS_BITS = 5

/** Collects the rules that an event, once read, makes true. */
export class Collector {
  readonly #pool: Pool
  readonly #postings: Postings
  readonly #reading: Reading
  readonly #entries: Entries
  readonly #placer: Placer
  #tokens = new Int32Array(1_024)
  #blocks = new Int32Array(1_024)
  #heads = new Int32Array(1_024)
  readonly #intervals = new NumberList()

  constructor(pool: Pool, postings: Postings, reading: Reading, entries: Entries, placer: Placer) {
    this.#pool = pool
    this.#postings = postings
    this.#reading = reading
    this.#entries = entries
    this.#placer = placer
  }

  /** Finds them all. */
  collect(view: View): void {
    this.#entries.clear()
    const tokens = this.#gather(view.texts)
    for (const { number, ranges } of view.partitions) {
      // All looked up first: memory is waited for once, not once for each.
      let blocks = 0
      for (let i = 0; i < tokens; i++) {
        const block = this.#postings.find(this.#tokens[i]!, number)
        if (block !== 0) this.#blocks[blocks++] = block
      }
      const { words } = this.#pool
      for (let i = 0; i < blocks; i++) this.#heads[i] = words[this.#blocks[i]!]!
      for (let i = 0; i < blocks; i++) this.#list(this.#blocks[i]!, this.#heads[i]!)
      if (ranges.length === 0) continue
      for (const intervals of ranges) {
        const x = this.#reading.numbers[intervals.path]!
        if (!Number.isNaN(x)) intervals.collect(x, this.#intervals)
      }
      this.#runIntervals()
    }
  }

  #runIntervals(): void {
    const entries = this.#entries
    const { words } = this.#pool
    const { items, count } = this.#intervals
    entries.reserve(count)
    for (let i = 0; i < count; i++) {
      const block = items[i]!
      if (block > 0) entries.read(block, block + (words[block]! >>> LENGTH_SHIFT))
      else entries.takeOne(~block)
    }
    this.#intervals.count = 0
  }

  /** The tokens to look up: those found, those of texts' trigrams, and the one that every event has. */
  #gather(texts: readonly number[]): number {
    const { found, foundCount, epoch } = this.#reading
    while (this.#tokens.length < foundCount + 1) this.#growTokens()
    let count = 0
    const tokens = this.#tokens
    tokens[count++] = EVERY_TOKEN
    for (let i = 0; i < foundCount; i++) {
      const token = found[i]!
      if (this.#postings.has(token)) tokens[count++] = token
    }
    for (const path of texts) {
      const text = this.#reading.textBytes(path)
      if (text === undefined) continue
      const { start, end, bytes } = text
      // At most so many more.
      while (this.#tokens.length < count + Math.min(end - start, 4_096)) this.#growTokens()
      count = this.#placer.trigrams.get(path)!.collect(path, bytes, start, end, epoch, this.#tokens, count)
    }
    return count
  }

  #growTokens(): void {
    this.#tokens = enlarged(this.#tokens)
    this.#blocks = enlarged(this.#blocks)
    this.#heads = enlarged(this.#heads)
  }

  #list(block: number, head: number): void {
    const { words } = this.#pool
    const rules = head >>> CLASS_BITS
    const rest = words[block + 1]!
    const entries = this.#entries
    // An entry has two words at least.
    entries.reserve(rules + (rest >> 1))
    if (rules > 0) entries.take(block + HEAD, block + HEAD + rules)
    if (rest === 0) return
    const end = block + 2 ** (head & CLASS_MASK)
    entries.read(end - rest, end)
  }
}
