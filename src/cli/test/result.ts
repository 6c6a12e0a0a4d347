import type { Config } from '../../config/types.ts'
import type { RuleExplanation } from '../../rules/explanation.ts'
import type { Event } from '../../types.ts'
import { decide, type EventDecision } from '../explain/decision.ts'
import { looseRecord } from '../explain/record.ts'
import type { Example } from './example.ts'

/** What an example came to. */
export interface Result {
  readonly example: Example
  /** Undefined: as expected. */
  readonly failure: Failure | undefined
}

/** How it differs from what was expected. */
export interface Failure {
  /** `expected …, found …` */
  readonly lines: readonly string[]
  /** The rules that explain it. */
  readonly why: readonly RuleExplanation[]
  readonly event: Event | undefined
}

/** Runs one example. Nothing is sent. */
export async function run(example: Example, config: Config): Promise<Result> {
  const { expected } = example
  // A rule's own examples are about its conditions, so that it can be written before it is switched on.
  const asked =
    expected.kind === 'rule' ? { ...config, rules: [{ ...expected.rule, enabled: true }] } : config
  const { topic, message: value, headers, key } = example
  const decision = await decide(looseRecord({ topic, value, headers, key }, 0), asked, '')
  if (decision.kind === 'event') return { example, failure: failureOf(example, decision) }
  const problem = decision.kind === 'undecodable' ? decision.problem.message : 'it has no value'
  return { example, failure: { lines: [`no event: ${problem}`], why: [], event: undefined } }
}

function failureOf({ expected }: Example, decision: EventDecision): Failure | undefined {
  const { rules, matched, deliveries, event } = decision
  if (expected.kind !== 'exactly') {
    if (matched === expected.fires) return expected.kind === 'rule' ? failureOfErrors(decision) : undefined
    const one = expected.kind === 'rule'
    const wanted = expected.fires ? (one ? 'that it fires' : 'that a rule fires') : 'that it does not fire'
    const none = !one && !expected.fires ? 'that no rule fires' : wanted
    return { lines: [`expected ${none}`], why: one ? rules : rules.filter(decided), event }
  }
  const fired = rules.filter(({ verdict }) => verdict === 'fired').map(({ rule }) => rule.name)
  const lines = [
    ...difference('rules', expected.rules, fired),
    ...difference(
      'sinks',
      expected.sinks,
      deliveries.map(({ sink }) => sink.name),
    ),
  ]
  if (lines.length === 0) return undefined
  const named = new Set(expected.rules ?? [])
  const why = rules.filter(each =>
    expected.rules === undefined ? decided(each) : named.has(each.rule.name) !== (each.verdict === 'fired'),
  )
  return { lines, why: why.length === 0 ? rules.filter(decided) : why, event }
}

/** A rule that cannot be answered does not fire either, but that is no answer to rely on. */
function failureOfErrors({ rules, event }: EventDecision): Failure | undefined {
  const why = rules.filter(({ verdict }) => verdict === 'error')
  return why.length === 0
    ? undefined
    : { lines: ['expected that it does not fire, found an error'], why, event }
}

/** Whether the rule looked further than at the event's types. */
function decided({ verdict }: RuleExplanation): boolean {
  return verdict !== 'object_type' && verdict !== 'event_type' && verdict !== 'disabled'
}

function difference(
  what: string,
  expected: readonly string[] | undefined,
  found: readonly string[],
): string[] {
  if (expected === undefined) return []
  const missing = expected.filter(name => !found.includes(name))
  const surplus = found.filter(name => !expected.includes(name))
  if (missing.length === 0 && surplus.length === 0) return []
  return [`expected ${what} ${listed(expected)}`, `found ${what}    ${listed(found)}`]
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}
