import { MAX_VALUES } from './limits.ts'
import { classOf, Pool } from './pool.ts'
import { Registry } from './registry.ts'
import { enlarged } from './values.ts'

/** The sinks of the rules: many rules have the same few lists. */
export class SinkLists {
  readonly #lists = new Registry(MAX_VALUES, 'different lists of sinks')
  readonly #names: (readonly string[])[] = []
  /** The list of each rule, and its sink, or the complement of its list's block where there are several: most have one. */
  #ofRule = new Int32Array(64)
  #sinkOfRule = new Int32Array(64)
  /** Sinks by number, and those of each list: a block in a pool, how many there are and their numbers. */
  readonly #sinks = new Registry(MAX_VALUES, 'different sinks')
  readonly #blocks: number[] = []
  readonly #pool = new Pool()
  /** The round in which a sink was last taken. */
  #takenSinks = new Int32Array(64)
  #round = 0

  add(rule: number, sinks: readonly string[]): void {
    const list = this.#lists.acquire(keyOf(sinks))
    if (this.#names[list] === undefined) {
      const names = [...new Set(sinks)]
      this.#names[list] = names
      this.#blocks[list] = this.#store(names.map(name => this.#sinks.acquire(name)))
      while (this.#sinks.bound > this.#takenSinks.length) this.#takenSinks = enlarged(this.#takenSinks)
    }
    if (rule >= this.#ofRule.length) {
      this.#ofRule = enlarged(this.#ofRule)
      this.#sinkOfRule = enlarged(this.#sinkOfRule)
    }
    const block = this.#blocks[list]!
    const { words } = this.#pool
    this.#ofRule[rule] = list
    this.#sinkOfRule[rule] = words[block] === 1 ? words[block + 1]! : ~block
  }

  remove(rule: number): void {
    const list = this.#ofRule[rule]!
    if (!this.#lists.release(list)) return
    const block = this.#blocks[list]!
    const count = this.#pool.words[block]!
    for (let i = 1; i <= count; i++) this.#sinks.release(this.#pool.words[block + i]!)
    this.#pool.give(block, classOf(count + 1))
    delete this.#names[list]
  }

  of(rule: number): readonly string[] {
    return this.#names[this.#ofRule[rule]!]!
  }

  /** Each once, in the order first named. */
  ofAll(rules: Int32Array | readonly number[]): readonly string[] {
    if (++this.#round === 2 ** 31) {
      this.#takenSinks.fill(0)
      this.#round = 1
    }
    const sinks: string[] = []
    const { words } = this.#pool
    const ofRule = this.#sinkOfRule
    const taken = this.#takenSinks
    const round = this.#round
    for (let i = 0; i < rules.length; i++) {
      const sink = ofRule[rules[i]!]!
      // Written out for the one sink that most rules have: nearly always it is taken already.
      if (sink >= 0) {
        if (taken[sink] === round) continue
        taken[sink] = round
        sinks.push(this.#sinks.name(sink))
      } else this.#takeList(words, ~sink, sinks)
    }
    return sinks
  }

  #takeList(words: Int32Array, block: number, sinks: string[]): void {
    const end = block + words[block]!
    for (let at = block + 1; at <= end; at++) {
      const sink = words[at]!
      if (this.#takenSinks[sink] === this.#round) continue
      this.#takenSinks[sink] = this.#round
      sinks.push(this.#sinks.name(sink))
    }
  }

  #store(sinks: readonly number[]): number {
    const block = this.#pool.take(classOf(sinks.length + 1))
    this.#pool.words[block] = sinks.length
    this.#pool.words.set(sinks, block + 1)
    return block
  }
}

/** Different for different lists. One sink is its own key where it cannot be taken for a list: a text made anew has to be hashed. */
function keyOf(sinks: readonly string[]): string {
  const [first] = sinks
  return sinks.length === 1 && !first!.startsWith('[') ? first! : JSON.stringify(sinks)
}
