import { SluiceError } from '../../errors.ts'
import type { Match, Rule } from '../../types.ts'
import { MAX_RULES, refuseBeyond } from './limits.ts'
import { SinkLists } from './sink-lists.ts'
import { enlarged } from './values.ts'

/**
 * The rules by number and in their order: those given first in the order given, those added later behind them. One put in
 * another's place has its place in the order.
 */
export class RuleList {
  readonly #numbers = new Map<string, number>()
  readonly #rules: (Rule | undefined)[] = []
  readonly #free: number[] = []
  /** A rule's place in the order, and which rule has a place. Equal until a number is given again. */
  #places = new Int32Array(64)
  readonly #byPlace: number[] = []
  #isInOrder = true
  readonly #sinks = new SinkLists()
  /** A bit per place, and a bit for each word of these that has one. */
  #chosen = new Int32Array(64)
  #words = new Int32Array(2)
  /** Used again for each match. */
  #ordered = new Int32Array(64)

  get size(): number {
    return this.#numbers.size
  }

  /** Every number is below it. */
  get bound(): number {
    return this.#rules.length
  }

  rule(number: number): Rule | undefined {
    return this.#rules[number]
  }

  /** The number of the rule of that name. */
  find(name: string): number | undefined {
    return this.#numbers.get(name)
  }

  /** All of them, in order. */
  *[Symbol.iterator](): IterableIterator<Rule> {
    for (const number of this.#byPlace) {
      const rule = number < 0 ? undefined : this.#rules[number]
      if (rule !== undefined) yield rule
    }
  }

  /** Takes a rule in as the last one. @throws SluiceError `rule_exists`, `rules_too_many` */
  add(rule: Rule): number {
    if (this.#numbers.has(rule.name)) {
      throw new SluiceError('rule_exists', `there is a rule "${rule.name}" already`, { hint: 'replace it' })
    }
    refuseBeyond(this.#numbers.size + 1, MAX_RULES, 'rules')
    if (this.#byPlace.length > 2 * this.size + 1_024) this.#renumber()
    const number = this.#free.pop() ?? this.#rules.length
    const place = this.#byPlace.length
    if (number >= this.#places.length) this.#places = enlarged(this.#places)
    this.#places[number] = place
    this.#byPlace.push(number)
    if (place !== number) this.#isInOrder = false
    if (place >> 5 >= this.#chosen.length) {
      this.#chosen = enlarged(this.#chosen)
      this.#words = enlarged(this.#words)
    }
    this.#numbers.set(rule.name, number)
    this.#rules[number] = rule
    this.#sinks.add(number, rule.sinks)
    return number
  }

  /** Puts a rule in the place of another, which may have another name. @throws SluiceError `rule_exists` */
  replace(number: number, rule: Rule): void {
    const holder = this.#numbers.get(rule.name)
    if (holder !== undefined && holder !== number) {
      throw new SluiceError('rule_exists', `there is a rule "${rule.name}" already`)
    }
    this.#numbers.delete(this.#rules[number]!.name)
    this.#numbers.set(rule.name, number)
    this.#rules[number] = rule
    this.#sinks.remove(number)
    this.#sinks.add(number, rule.sinks)
  }

  remove(number: number): void {
    this.#numbers.delete(this.#rules[number]!.name)
    this.#rules[number] = undefined
    this.#byPlace[this.#places[number]!] = -1
    this.#sinks.remove(number)
    this.#free.push(number)
    if (this.size > 0) return
    this.#rules.length = this.#free.length = this.#byPlace.length = 0
    this.#isInOrder = true
  }

  /** The match of some rules, in rule order, each once however often it is given. */
  matchOf(numbers: Int32Array, count: number): Match {
    if (count === 1) {
      const number = numbers[0]!
      return { rules: [this.#rules[number]!], sinks: this.#sinks.of(number) }
    }
    const ordered = this.#inOrder(numbers, count)
    const rules = new Array<Rule>(ordered.length)
    for (let i = 0; i < ordered.length; i++) rules[i] = this.#rules[ordered[i]!]!
    return { rules, sinks: this.#sinks.ofAll(ordered) }
  }

  /** Sorts by setting a bit for each: comparing several hundred would cost more than to find them. */
  #inOrder(numbers: Int32Array, count: number): Int32Array {
    const chosen = this.#chosen
    const words = this.#words
    const isInOrder = this.#isInOrder
    for (let i = 0; i < count; i++) {
      const place = isInOrder ? numbers[i]! : this.#places[numbers[i]!]!
      chosen[place >> 5]! |= 1 << (place & 31)
      words[place >> 10]! |= 1 << ((place >> 5) & 31)
    }
    while (this.#ordered.length < count) this.#ordered = enlarged(this.#ordered)
    const ordered = this.#ordered
    let n = 0
    const end = (this.#byPlace.length + 1_023) >> 10
    for (let group = 0; group < end; group++) {
      let left = words[group]!
      if (left === 0) continue
      words[group] = 0
      for (; left !== 0; left &= left - 1) {
        const word = (group << 5) + lowest(left)
        let bits = chosen[word]!
        chosen[word] = 0
        for (; bits !== 0; bits &= bits - 1) {
          const place = (word << 5) + lowest(bits)
          ordered[n++] = isInOrder ? place : this.#byPlace[place]!
        }
      }
    }
    return ordered.subarray(0, n)
  }

  /** Closes the gaps that removed rules have left in the order. */
  #renumber(): void {
    const numbers = this.#byPlace.filter(number => number >= 0)
    this.#byPlace.length = 0
    numbers.forEach((number, place) => {
      this.#byPlace.push(number)
      this.#places[number] = place
    })
    this.#isInOrder = numbers.every((number, place) => number === place)
  }
}

/** The number of the lowest bit that is set. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}
