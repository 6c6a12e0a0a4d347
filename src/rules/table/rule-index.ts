import type { Event, Match, Rule } from '../../types.ts'
import { beginEvent, endEvent } from '../regex/index.ts'
import { type CheckedRule, checkRule, checkRules } from '../rule-check.ts'
import { Binder } from './bind.ts'
import { Collector } from './collector.ts'
import { Entries } from './entries.ts'
import { LAST_EPOCH } from './limits.ts'
import { type Failed, Looks } from './looks.ts'
import { readParsed } from './parsed-reader.ts'
import { Partitions } from './partitions.ts'
import { Placer } from './placer.ts'
import { placingOrder } from './placing-order.ts'
import { Pool } from './pool.ts'
import { Postings } from './postings.ts'
import { GONE, Reading } from './reading.ts'
import { RuleList } from './rule-list.ts'
import { Scanner } from './scanner.ts'
import { takesIn } from './types.ts'
import { Values } from './values.ts'
import { Verifier } from './verifier.ts'
import { type View, Views } from './views.ts'
import type { Prepared } from './writer.ts'

export interface RuleIndexOptions {
  /** In rule order. */
  readonly rules?: Iterable<Rule>
  /**
   * Told of failures that were seen: a rule whose access condition is false is never looked at, so that its failure is
   * not seen either.
   */
  readonly failed?: Failed
}

/** What the matching of the last event took. */
export interface MatchCounts {
  /** Rules that were looked at. */
  readonly candidates: number
  /** Whether the data had to be parsed. */
  readonly parsed: boolean
}

const BRACE = 0x7b
const NOTHING: Match = { rules: [], sinks: [] }

/**
 * Finds the rules that want an event among very many: its cost grows with the rules that match, hardly with the others.
 * The answer is that of evaluating each rule by itself, always. Rules can be added, removed and replaced at any time
 * between two events: each such call is one step.
 */
export class RuleIndex {
  readonly #list = new RuleList()
  readonly #pool = new Pool()
  readonly #postings = new Postings(this.#pool)
  readonly #values = new Values()
  readonly #binder = new Binder(this.#values)
  readonly #partitions = new Partitions()
  readonly #placer = new Placer(this.#pool, this.#postings, this.#binder, this.#partitions)
  readonly #views = new Views(this.#partitions, this.#binder.paths)
  readonly #reading = new Reading(this.#values)
  readonly #scanner = new Scanner(this.#reading, this.#binder.uses)
  readonly #verifier = new Verifier(this.#reading, this.#binder.predicates, this.#binder.constants)
  readonly #entries = new Entries({
    pool: this.#pool,
    reading: this.#reading,
    verifier: this.#verifier,
    predicates: this.#binder.predicates,
    constants: this.#binder.constants,
    programs: this.#placer,
  })
  readonly #collector = new Collector(this.#pool, this.#postings, this.#reading, this.#entries, this.#placer)
  readonly #looks: Looks
  #hasParsed = false

  /** @throws ConfigError with everything wrong with the rules' conditions; SluiceError `rule_exists`, `rules_too_many` */
  constructor({ rules = [], failed = () => {} }: RuleIndexOptions = {}) {
    this.#looks = new Looks(failed)
    this.#addAll([...rules])
  }

  /** How many rules there are, those not enabled included. */
  get size(): number {
    return this.#list.size
  }

  /** The rules, in rule order. */
  rules(): Iterable<Rule> {
    return this.#list
  }

  /** What the last match took. */
  get counts(): MatchCounts {
    return { candidates: this.#entries.candidates, parsed: this.#hasParsed }
  }

  /** Adds a rule as the last one. @throws ConfigError, SluiceError `rule_exists`, `rules_too_many`; then nothing has changed */
  add(rule: Rule): void {
    const checked = checkRule(rule)
    const number = this.#list.add(rule)
    try {
      this.#put(number, rule, checked)
    } catch (error) {
      this.#list.remove(number)
      throw error
    }
  }

  /** Removes the rule of that name; gives whether there was one. */
  remove(name: string): boolean {
    const number = this.#list.find(name)
    if (number === undefined) return false
    this.#take(number)
    this.#list.remove(number)
    return true
  }

  /**
   * Puts a rule in the place of the one of that name; where there is none, adds it as the last one.
   * @throws as `add` does
   */
  replace(rule: Rule, name = rule.name): void {
    const number = this.#list.find(name)
    if (number === undefined) {
      this.add(rule)
      return
    }
    const checked = checkRule(rule)
    const before = this.#list.rule(number)!
    this.#take(number)
    try {
      this.#list.replace(number, rule)
      this.#put(number, rule, checked)
    } catch (error) {
      this.#list.replace(number, before)
      this.#put(number, before, checkRule(before))
      throw error
    }
  }

  /** The rules that want the event, in rule order, and their sinks. Never throws. */
  match(event: Event): Match {
    beginEvent()
    try {
      return this.#match(event)
    } catch {
      return this.#matchPlainly(event)
    } finally {
      endEvent()
    }
  }

  /**
   * How many rules want an event whose data begins at that index of some bytes, which are known to be JSON without
   * repeated keys; undefined where the bytes alone cannot tell. A rule may be counted twice. For benchmarks: of rules that
   * ask `data` only.
   */
  countIn(objectType: string, eventType: string, bytes: Buffer, start: number): number | undefined {
    const view = this.#views.of(objectType, '', eventType)
    if (view === undefined) return 0
    this.#begin(view, bytes, undefined)
    const { paths, tree } = view.reads
    if (paths.length > 0 && !this.#scanner.read(bytes, start, tree, true)) return undefined
    this.#collector.collect(view)
    return this.#entries.count
  }

  #addAll(rules: readonly Rule[]): void {
    const numbers: number[] = []
    const prepared: (Prepared | undefined)[] = []
    checkRules(rules, (checked, rule) => {
      const number = this.#list.add(rule)
      numbers.push(number)
      prepared.push(rule.enabled ? this.#placer.prepare(number, rule, checked) : undefined)
    })
    for (const i of placingOrder(prepared)) {
      const one = prepared[i]
      if (one !== undefined) this.#placer.put(numbers[i]!, one)
    }
    for (const { ranges } of this.#partitions) for (const intervals of ranges) intervals.settle()
    this.#binder.settle()
    this.#views.clear()
  }

  #put(number: number, rule: Rule, checked: CheckedRule): void {
    if (!rule.enabled) return
    if (this.#placer.put(number, this.#placer.prepare(number, rule, checked))) this.#views.clear()
  }

  #take(number: number): void {
    const rule = this.#list.rule(number)!
    if (rule.enabled && this.#placer.remove(number, rule, checkRule(rule))) this.#views.clear()
  }

  #match(event: Event): Match {
    const view = this.#views.of(event.objectType, event.model, event.type)
    this.#entries.clear()
    if (view === undefined) return NOTHING
    if (view.match !== undefined) return view.match
    this.#select(view, event)
    const { rules, count } = this.#entries
    const match = count === 0 ? NOTHING : this.#list.matchOf(rules, count)
    if (view.isSame) view.match = match
    for (const number of this.#entries.failures()) this.#looks.tell(this.#list.rule(number)!, event)
    return match
  }

  #select(view: View, event: Event): void {
    this.#looks.pass()
    this.#begin(view, event.message, event)
    this.#hasParsed = false
    if (view.reads.paths.length > 0) this.#read(view, event)
    this.#collector.collect(view)
  }

  #begin(view: View, bytes: Buffer, event: Event | undefined): void {
    // Some events begin twice.
    if (this.#reading.epoch >= LAST_EPOCH - 1 || this.#scanner.isWorn) this.#restart()
    this.#reading.begin(bytes, event, view.reads.paths)
  }

  #read(view: View, event: Event): void {
    const span = event.span('data')
    if (span !== undefined) {
      if (event.message[span.start] !== BRACE) {
        this.#reading.forget(view.reads.paths, GONE)
        return
      }
      const isUnique = event.hasUniqueKeys === true
      if (this.#scanner.read(event.message, span.start, view.reads.tree, isUnique)) return
      // Nothing of what it read may be left.
      this.#reading.begin(event.message, event, view.reads.paths)
    }
    this.#hasParsed = true
    readParsed(this.#reading, this.#reading.data, view.reads.paths, view.reads.parts)
  }

  #restart(): void {
    this.#reading.restart()
    this.#binder.predicates.restart()
    for (const trigrams of this.#placer.trigrams.values()) trigrams.restart()
    this.#views.clear()
    this.#scanner.restart()
  }

  /** Evaluates every rule by itself: after a defect, which must not keep an event from those that can still be asked. */
  #matchPlainly(event: Event): Match {
    const { objectType, model, type } = event
    const wanted = [...this.#list].filter(
      rule =>
        rule.enabled &&
        rule.eventTypes.includes(type) &&
        rule.objectTypes.some(pattern => takesIn(pattern, objectType, model)) &&
        this.#looks.ask(rule, event),
    )
    const numbers = Int32Array.from(wanted, rule => this.#list.find(rule.name)!)
    return numbers.length === 0 ? NOTHING : this.#list.matchOf(numbers, numbers.length)
  }
}
