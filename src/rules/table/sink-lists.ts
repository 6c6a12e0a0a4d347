import { MAX_VALUES } from './limits.ts'
import { Registry } from './registry.ts'
import { enlarged } from './values.ts'

/** The sinks of the rules: many rules have the same few lists. */
export class SinkLists {
  readonly #lists = new Registry(MAX_VALUES, 'different lists of sinks')
  readonly #names: (readonly string[])[] = []
  /** The list of each rule, and its sink, or the complement of the list where there are several: most have one. */
  #ofRule = new Int32Array(64)
  #sinkOfRule = new Int32Array(64)
  /** Sinks by number, and those of each list. */
  readonly #sinks = new Registry(MAX_VALUES, 'different sinks')
  readonly #numbers: (readonly number[])[] = []
  /** The round in which a list, or a sink, was last taken. */
  #taken = new Int32Array(64)
  #takenSinks = new Int32Array(64)
  #round = 0

  add(rule: number, sinks: readonly string[]): void {
    const list = this.#lists.acquire(JSON.stringify(sinks))
    if (this.#names[list] === undefined) {
      const names = [...new Set(sinks)]
      this.#names[list] = names
      this.#numbers[list] = names.map(name => this.#sinks.acquire(name))
      while (this.#sinks.bound > this.#takenSinks.length) this.#takenSinks = enlarged(this.#takenSinks)
    }
    if (rule >= this.#ofRule.length) {
      this.#ofRule = enlarged(this.#ofRule)
      this.#sinkOfRule = enlarged(this.#sinkOfRule)
    }
    if (list >= this.#taken.length) this.#taken = enlarged(this.#taken)
    const numbers = this.#numbers[list]!
    this.#ofRule[rule] = list
    this.#sinkOfRule[rule] = numbers.length === 1 ? numbers[0]! : ~list
  }

  remove(rule: number): void {
    const list = this.#ofRule[rule]!
    if (!this.#lists.release(list)) return
    for (const sink of this.#numbers[list]!) this.#sinks.release(sink)
    delete this.#names[list]
    delete this.#numbers[list]
  }

  of(rule: number): readonly string[] {
    return this.#names[this.#ofRule[rule]!]!
  }

  /** Each once, in the order first named. */
  ofAll(rules: Int32Array | readonly number[]): readonly string[] {
    if (++this.#round === 2 ** 31) {
      this.#taken.fill(0)
      this.#takenSinks.fill(0)
      this.#round = 1
    }
    const sinks: string[] = []
    for (const rule of rules) {
      const sink = this.#sinkOfRule[rule]!
      if (sink >= 0) this.#takeSink(sink, sinks)
      else this.#takeList(~sink, sinks)
    }
    return sinks
  }

  #takeList(list: number, sinks: string[]): void {
    if (this.#taken[list] === this.#round) return
    this.#taken[list] = this.#round
    for (const sink of this.#numbers[list]!) this.#takeSink(sink, sinks)
  }

  #takeSink(sink: number, sinks: string[]): void {
    if (this.#takenSinks[sink] === this.#round) return
    this.#takenSinks[sink] = this.#round
    sinks.push(this.#sinks.name(sink))
  }
}
