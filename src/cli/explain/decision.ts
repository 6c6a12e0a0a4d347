import type { Config } from '../../config/types.ts'
import { placeId } from '../../envelope/index.ts'
import type { SluiceError } from '../../errors.ts'
import { explainRules, type RuleExplanation } from '../../rules/explanation.ts'
import type { Event, LogRecord } from '../../types.ts'
import { type Prepared, prepare } from '../tools/deliveries.ts'
import { silentRouter } from '../tools/router.ts'

/** What becomes of a record, and why. */
export type Decision =
  | { readonly kind: 'tombstone'; readonly record: LogRecord }
  | {
      readonly kind: 'undecodable'
      readonly record: LogRecord
      readonly problem: SluiceError
      /** The topic that its dead letter goes to. */
      readonly deadLetters: string
    }
  | EventDecision

export interface EventDecision {
  readonly kind: 'event'
  readonly record: LogRecord
  readonly event: Event
  /** Whether the event brings its id; else it comes from its place. */
  readonly bringsId: boolean
  /** Every rule, in rule order. */
  readonly rules: readonly RuleExplanation[]
  /** Whether any rule fired; else it goes to the sinks of `unmatched`. */
  readonly matched: boolean
  readonly deliveries: readonly Prepared[]
}

/** Decides about a record as the running router does, by the plain evaluator; nothing is sent. */
export async function decide(record: LogRecord, config: Config, logId: string): Promise<Decision> {
  let asked: { readonly event: Event; readonly rules: readonly RuleExplanation[] } | undefined
  const router = silentRouter(config, logId, {
    match(event) {
      const rules = explainRules(config.rules, event)
      asked = { event, rules }
      const fired = rules.filter(({ verdict }) => verdict === 'fired').map(({ rule }) => rule)
      const sinks = fired.length === 0 ? config.unmatched.sinks : fired.flatMap(rule => rule.sinks)
      return { rules: fired, sinks: [...new Set(sinks)] }
    },
  })
  const work = router.route(record)
  if (work !== undefined && 'problem' in work) {
    const deadLetters = config.dead_letters.topic.replaceAll('{sink}', 'undecodable')
    return { kind: 'undecodable', record, problem: work.problem, deadLetters }
  }
  if (asked === undefined) return { kind: 'tombstone', record }
  return {
    kind: 'event',
    record,
    ...asked,
    bringsId: asked.event.sourceId !== placeId(record, logId),
    matched: asked.rules.some(({ verdict }) => verdict === 'fired'),
    deliveries: work === undefined ? [] : await prepare(work, config),
  }
}
