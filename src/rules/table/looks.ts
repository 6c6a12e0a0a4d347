import { messageOf } from '../../errors.ts'
import type { Event, Rule } from '../../types.ts'
import { checkRule, type RuleCheck, ruleCheck } from '../rule-check.ts'

/**
 * A rule could not be evaluated and did not fire. The reason is undefined where it was not looked up, since very many
 * fail. Must not throw.
 */
export type Failed = (rule: Rule, reason: string | undefined, event: Event) => void

/** What a look at one rule's failure costs, in events that have to pass. */
const COST = 100
/** Most that is saved up: so many failures are looked at one after the other. */
const MOST = 100 * COST
/** Most rules kept compiled. */
const MAX_CHECKS = 256

/**
 * Tells of rules that failed, and looks up why: by evaluating them as they stand, which parses the event. That costs more
 * than to match it, so that where rules fail at every event, only some are looked at.
 */
export class Looks {
  readonly #failed: Failed
  #credit = MOST
  readonly #checks = new Map<Rule, RuleCheck>()

  constructor(failed: Failed) {
    this.#failed = failed
  }

  /** An event has passed. */
  pass(): void {
    if (this.#credit < MOST) this.#credit++
  }

  /** Tells of a failure that was seen, and says why where there is credit for a look. */
  tell(rule: Rule, event: Event): void {
    if (this.#credit < COST) {
      this.#failed(rule, undefined, event)
      return
    }
    this.#credit -= COST
    this.ask(rule, event)
  }

  /** Whether the rule, evaluated as it stands, wants the event; tells of it where that fails. */
  ask(rule: Rule, event: Event): boolean {
    try {
      const answer = this.#checkOf(rule)(event)
      if (typeof answer === 'boolean') return answer
      this.#failed(rule, answer.message, event)
    } catch (error) {
      this.#failed(rule, `internal error: ${messageOf(error)}`, event)
    }
    return false
  }

  #checkOf(rule: Rule): RuleCheck {
    const known = this.#checks.get(rule)
    if (known !== undefined) return known
    if (this.#checks.size === MAX_CHECKS) this.#checks.clear()
    const check = ruleCheck(checkRule(rule))
    this.#checks.set(rule, check)
    return check
  }
}
