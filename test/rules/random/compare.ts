/** Matchers held to the plain evaluator, on random rules and messages. The same seed gives the same round. */
import { SluiceError } from '../../../src/errors.ts'
import { netboxFormat } from '../../../src/formats/index.ts'
import { stringify } from '../../../src/json/index.ts'
import { explainRule } from '../../../src/rules/explanation.ts'
import { RuleIndex } from '../../../src/rules/table/rule-index.ts'
import type { Event, Json, LogRecord } from '../../../src/types.ts'
import { Random } from '../../helpers/random.ts'
import { randomRecord } from './events.ts'
import { type PlainAnswer, PlainRule, plainAnswer } from './plain.ts'
import { randomRule } from './rules.ts'

/** How much a round did. */
export interface Tried {
  /** Of a rule and an event. */
  pairs: number
  fired: number
  failed: number
  undecodable: number
  /** Rules added, removed and replaced between events. */
  changes: number
}

export const NOTHING_TRIED: Tried = { pairs: 0, fired: 0, failed: 0, undecodable: 0, changes: 0 }

// Few rules are asked one by one, many are looked up.
const RULES = [1, ...new Array<number>(16).fill(25), 100, 400, 1_000]
const EVENTS = 40
const EXPLAINED = 3 // rules per event
const CHANGES = [0, 0, 1, 4, 50]
const format = netboxFormat({ key: ['object_type', 'data.name'], logId: '' })

/**
 * One round: some rules, which change in some rounds, and some messages. @throws Error that says how to see it again, at
 * the first difference.
 */
export function compareRound(seed: number, tried: Tried): void {
  const random = new Random(seed)
  const round = new Round(seed, random)
  const changes = random.pick(CHANGES)
  for (let i = 0; i < EVENTS; i++) {
    for (let n = random.below(changes + 1); n > 0; n--) {
      round.change()
      tried.changes++
    }
    const record = randomRecord(random)
    const event = round.decoded(record)
    if (event === undefined) tried.undecodable++
    else round.compare(event, tried)
  }
  round.empty()
}

class Round {
  readonly #seed: number
  readonly #random: Random
  readonly #index: RuleIndex
  readonly #failures: (readonly [rule: string, reason: string | undefined])[] = []
  #rules: PlainRule[]
  #named: number

  constructor(seed: number, random: Random) {
    this.#seed = seed
    this.#random = random
    this.#named = random.pick(RULES)
    const rules = Array.from({ length: this.#named }, (_, n) => randomRule(random, `r${n}`))
    this.#rules = rules.map(rule => new PlainRule(rule))
    this.#index = new RuleIndex({ rules, failed: ({ name }, reason) => this.#failures.push([name, reason]) })
  }

  /** Adds, removes or replaces a rule. */
  change(): void {
    const random = this.#random
    const kind = random.below(4)
    const at = random.below(this.#rules.length + 1)
    const name = this.#rules[at]?.rule.name
    if (name === undefined || kind === 0) {
      const rule = randomRule(random, `r${this.#named++}`)
      this.#index.add(rule)
      this.#rules.push(new PlainRule(rule))
    } else if (kind === 1) {
      this.#index.remove(name)
      this.#rules = this.#rules.filter(({ rule }) => rule.name !== name)
    } else {
      const rule = randomRule(random, random.percent(50) ? name : `r${this.#named++}`)
      this.#index.replace(rule, name)
      this.#rules[at] = new PlainRule(rule)
    }
  }

  /** Removes all rules one by one, after which none is left. */
  empty(): void {
    for (const { rule } of this.#rules) this.#index.remove(rule.name)
    this.#rules = []
    for (let i = 0; i < 3; i++) {
      const event = this.decoded(randomRecord(this.#random))
      if (event !== undefined) this.compare(event, { ...NOTHING_TRIED })
    }
  }

  compare(event: Event, tried: Tried): void {
    this.#failures.length = 0
    const match = this.#index.match(event)
    const { fired, failed } = plainAnswer(this.#rules, event)
    const found = match.rules.map(({ name }) => name)
    this.#same('fired', event.record, found, fired)
    this.#same('sinks', event.record, match.sinks, [...new Set(match.rules.flatMap(rule => rule.sinks))])
    // A rule that is not visited does not fail; one that is, fails as the plain evaluator does.
    for (const [rule, reason] of this.#failures) {
      const expected = String(failed.get(rule))
      const isKnown = failed.has(rule) && reason === undefined
      this.#same(`failure of ${rule}`, event.record, [isKnown ? expected : String(reason)], [expected])
    }
    const names = this.#failures.map(([rule]) => rule)
    this.#same('failures', event.record, names, [...new Set(names)])
    for (const plain of this.#rules.slice(0, EXPLAINED)) this.#explain(plain, event, fired, failed)
    tried.pairs += this.#rules.length
    tried.fired += fired.length
    tried.failed += failed.size
  }

  /** An explanation says what the plain evaluator says, errors included. */
  #explain({ rule }: PlainRule, event: Event, fired: readonly string[], failed: PlainAnswer['failed']): void {
    const { verdict, error } = explainRule(rule, event)
    // An explanation has the place apart.
    const reason = failed.get(rule.name)?.replace(/^where\S*: /, '')
    const expected = fired.includes(rule.name)
      ? 'fired'
      : reason === undefined
        ? 'not fired'
        : `error: ${reason}`
    const found =
      verdict === 'fired' ? 'fired' : verdict === 'error' ? `error: ${error?.message}` : 'not fired'
    this.#same(`explanation of ${rule.name}`, event.record, [found], [expected])
  }

  /** Undefined where it is no event. What is one must be JSON to JSON.parse too, and the other way round. */
  decoded(record: LogRecord): Event | undefined {
    let value: unknown
    try {
      value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(record.value!))
    } catch {
      value = undefined
    }
    try {
      const event = format.decode(record)
      if (typeof value !== 'object') throw this.#difference('decoded', record, ['an event'], ['no JSON'])
      return event
    } catch (error) {
      if (!(error instanceof SluiceError && error.code === 'undecodable')) throw error
      if (typeof value === 'object' && /^byte \d+: (?!nested deeper|found no object)/.test(error.message))
        throw this.#difference('decoded', record, [error.message], ['JSON'])
      return undefined
    }
  }

  #same(what: string, record: LogRecord, found: readonly string[], expected: readonly string[]): void {
    if (found.join('\n') !== expected.join('\n')) throw this.#difference(what, record, found, expected)
  }

  #difference(
    what: string,
    { value, headers, ...place }: LogRecord,
    found: readonly string[],
    expected: readonly string[],
  ): Error {
    const extra = found.filter(text => !expected.includes(text))
    const missing = expected.filter(text => !found.includes(text))
    const concerned = this.#rules.filter(
      ({ rule: { name } }) => extra.includes(name) || missing.includes(name) || what.endsWith(` ${name}`),
    )
    // The same ones in another order.
    const shown = extra.length + missing.length === 0 ? [found, expected] : [extra, missing]
    return new Error(
      [
        `seed ${this.#seed}: ${what}: found ${JSON.stringify(shown[0])}, expected ${JSON.stringify(shown[1])}`,
        `to see it again: npm run fuzz -- --seed ${this.#seed} --rounds 1`,
        `record ${JSON.stringify(place)} ${headers.map(header => `${header.name}=${header.value}`).join(' ')}`,
        `message ${JSON.stringify(value!.toString('latin1'))} (bytes as latin-1)`,
        ...concerned.map(({ rule }) => `rule ${stringify(rule as unknown as Json)}`),
      ].join('\n'),
    )
  }
}
