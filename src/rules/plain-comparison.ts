import { messageOf } from '../errors.ts'
import type { Event, Logger, Match, Matcher, Rule, RuleMeter } from '../types.ts'
import { isEventSpent } from './regex/index.ts'
import { checkRule, ruleCheck } from './rule-check.ts'
import { takesIn } from './table/types.ts'

/** One in so many events is looked at. */
export const COMPARED_EVENT = 10_000

/** Most rules asked about one event: each is compiled for it, a hundredth of a millisecond. */
export const COMPARED_RULES = 64

/** Most rules looked at to find those of the event's types. */
const MAX_PASSED = 10_000

export interface ComparisonOptions {
  readonly matcher: Matcher
  /** Those that the matcher has. */
  readonly rules: readonly Rule[]
  readonly meter: Pick<RuleMeter, 'compared'>
  readonly logger: Pick<Logger, 'error'>
}

/**
 * The matcher, and of some events a comparison: rules of the event's types are asked by themselves, by turns. What fires
 * is the matcher's answer all the same.
 */
export function comparePlainly({ matcher, rules, meter, logger }: ComparisonOptions): Matcher {
  if (rules.length === 0) return matcher
  let left = COMPARED_EVENT
  let next = 0

  /** Asks the next rules, beginning where the last comparison ended. */
  function compare(event: Event, match: Match): void {
    let asked = 0
    for (let passed = 0; passed < Math.min(rules.length, MAX_PASSED) && asked < COMPARED_RULES; passed++) {
      const rule = rules[next]!
      next = (next + 1) % rules.length
      if (!isOfTypes(rule, event)) continue
      asked++
      const fires = ask(rule, event)
      const isSame = fires === match.rules.includes(rule)
      meter.compared(isSame)
      if (!isSame) logger.error({ rule: rule.name, fires, source_id: event.sourceId }, 'rule.differs')
    }
  }

  return {
    match(event: Event): Match {
      const match = matcher.match(event)
      // Patterns that were given up for want of time would not be by themselves.
      if (--left <= 0 && !isEventSpent()) {
        left = COMPARED_EVENT
        try {
          compare(event, match)
        } catch (error) {
          logger.error({ error: messageOf(error), source_id: event.sourceId }, 'rule.differs')
        }
      }
      return match
    },
  }
}

function isOfTypes({ enabled, objectTypes, eventTypes }: Rule, { objectType, model, type }: Event): boolean {
  return (
    enabled && eventTypes.includes(type) && objectTypes.some(pattern => takesIn(pattern, objectType, model))
  )
}

/** Whether the rule fires by itself; one that fails does not. */
function ask(rule: Rule, event: Event): boolean {
  return ruleCheck(checkRule(rule))(event) === true
}
