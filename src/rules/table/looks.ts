import type { Event, Rule } from '../../types.ts'
import type { Failure } from '../compile.ts'
import { checkRule, type RuleCheck, ruleCheck } from '../rule-check.ts'

/** What a look at one rule's failure costs, in events that have to pass. */
const COST = 100
/** Most that is saved up: so many failures are looked at one after the other. */
const MOST = 100 * COST
/** Most rules kept compiled. */
const MAX_CHECKS = 256

/**
 * Looks up why rules failed: by evaluating them as they stand, which parses the event. That costs more than to match it,
 * so that where rules fail at every event, only some are looked at.
 */
export class Looks {
  #credit = MOST
  readonly #checks = new Map<Rule, RuleCheck>()

  /** An event has passed. */
  pass(): void {
    if (this.#credit < MOST) this.#credit++
  }

  /** Whether there is credit for a look. */
  get mayTake(): boolean {
    return this.#credit >= COST
  }

  /** Whether a failure may be looked at; takes the credit for it. */
  take(): boolean {
    if (!this.mayTake) return false
    this.#credit -= COST
    return true
  }

  /** What the rule says, as it stands. */
  answer(rule: Rule, event: Event): boolean | Failure {
    return this.#checkOf(rule)(event)
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
