import { EVERY_TOKEN } from './access.ts'
import { NumberList } from './number-list.ts'
import type { Placer } from './placer.ts'
import type { Pool } from './pool.ts'
import { DECISIVE, HEAD, LENGTH_SHIFT, MEANING_MASK, type Postings, RULE_MASK, SURE } from './postings.ts'
import { MISSING, type Reading } from './reading.ts'
import { INVALID, TRUE, type Truth, UNSURE } from './truth.ts'
import { enlarged } from './values.ts'
import type { Verifier } from './verifier.ts'
import type { View } from './views.ts'
import { ARGUMENT_SHIFT, EQ, NEGATED, OPERATOR_MASK, PATH_MASK, PATH_SHIFT } from './words.ts'

const CLASS_MASK = 31
const CLASS_BITS = 5
/** How many failed rules are remembered of one event. */
const MAX_FAILED = 64

/** Collects the rules that an event, once read, makes true. */
export class Collector {
  readonly #pool: Pool
  readonly #postings: Postings
  readonly #reading: Reading
  readonly #verifier: Verifier
  readonly #placer: Placer
  readonly #programs: Pool
  #tokens = new Int32Array(1_024)
  #blocks = new Int32Array(1_024)
  readonly #intervals = new NumberList()
  /** Numbers of the rules found; one may stand here several times. */
  rules = new Int32Array(256)
  count = 0
  /** Entries looked at. */
  candidates = 0
  /** Rules that could not be answered, the last ones where they are many. */
  readonly failed = new Int32Array(MAX_FAILED)
  failedCount = 0

  constructor(pool: Pool, postings: Postings, reading: Reading, verifier: Verifier, placer: Placer) {
    this.#pool = pool
    this.#postings = postings
    this.#reading = reading
    this.#verifier = verifier
    this.#placer = placer
    this.#programs = placer.programs
  }

  /** Forgets what it has found. */
  reset(): void {
    this.count = 0
    this.candidates = 0
    this.failedCount = 0
  }

  /** Finds them all. */
  collect(view: View): void {
    this.reset()
    const tokens = this.#gather(view.texts)
    for (const { number, ranges } of view.partitions) {
      // All looked up first: memory is waited for once, not once for each.
      let blocks = 0
      for (let i = 0; i < tokens; i++) {
        const block = this.#postings.find(this.#tokens[i]!, number)
        if (block !== 0) this.#blocks[blocks++] = block
      }
      for (let i = 0; i < blocks; i++) this.#list(this.#blocks[i]!)
      if (ranges.length === 0) continue
      for (const intervals of ranges) {
        const x = this.#reading.numbers[intervals.path]!
        if (!Number.isNaN(x)) intervals.collect(x, this.#intervals)
      }
      this.#runIntervals()
    }
  }

  #runIntervals(): void {
    const { words } = this.#pool
    const intervals = this.#intervals
    while (this.count + intervals.count > this.rules.length) this.rules = enlarged(this.rules)
    for (let i = 0; i < intervals.count; i++) {
      const block = intervals.items[i]!
      if (block > 0) this.#entries(words, block, block + (words[block]! >>> LENGTH_SHIFT))
      else {
        this.rules[this.count++] = ~block
        this.candidates++
      }
    }
    intervals.count = 0
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
  }

  #list(block: number): void {
    const { words } = this.#pool
    const head = words[block]!
    const rules = head >>> CLASS_BITS
    const rest = words[block + 1]!
    // An entry has two words at least.
    while (this.count + rules + (rest >> 1) > this.rules.length) this.rules = enlarged(this.rules)
    if (rules > 0) {
      const end = block + HEAD + rules
      const found = this.rules
      let { count } = this
      for (let i = block + HEAD; i < end; i++) found[count++] = words[i]!
      this.candidates += rules
      this.count = count
    }
    if (rest === 0) return
    const end = block + 2 ** (head & CLASS_MASK)
    this.#entries(words, end - rest, end)
  }

  /** There is room for all of them. */
  #entries(words: Int32Array, from: number, to: number): void {
    const found = this.rules
    const { tokens, kinds } = this.#reading
    let { count } = this
    let candidates = 0
    for (let i = from; i < to; ) {
      const head = words[i]!
      const meaning = head & MEANING_MASK
      const first = meaning === DECISIVE ? i + 1 : i + 2
      const end = i + (head >>> LENGTH_SHIFT)
      candidates++
      // Most entries end here: a call for each would cost more than this comparison.
      const word = words[first]!
      if (first < end && (word & (OPERATOR_MASK | NEGATED)) === EQ) {
        const path = (word >>> PATH_SHIFT) & PATH_MASK
        if (tokens[path] !== word >>> ARGUMENT_SHIFT && kinds[path] !== MISSING) {
          i = end
          continue
        }
      }
      const truth =
        meaning === DECISIVE ? this.#verifier.all(words, first, end) : this.#oneOfMany(words, i, end, meaning)
      if (truth === TRUE) found[count++] = head & RULE_MASK
      else if (truth === INVALID) this.failed[this.failedCount++ % MAX_FAILED] = head & RULE_MASK
      i = end
    }
    this.count = count
    this.candidates += candidates
  }

  /** An entry of a rule with several. Where it is true the rule may yet fail in what is asked before it. */
  #oneOfMany(words: Int32Array, entry: number, end: number, meaning: number): Truth {
    const truth = this.#verifier.all(words, entry + 2, end)
    if (truth !== (meaning === SURE ? UNSURE : TRUE)) return truth
    const program = words[entry + 1]!
    const { words: programs } = this.#programs
    return this.#verifier.whole(programs, program + 2 + programs[program + 1]!)
  }
}
