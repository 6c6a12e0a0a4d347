import type { Match, Matcher, Rule } from '../types.ts'
import type { Failed } from './table/looks.ts'
import { RuleIndex } from './table/rule-index.ts'

export interface MatcherOptions {
  /** In rule order. */
  readonly rules: readonly Rule[]
  /** Sinks that get what no rule wants. */
  readonly unmatched: readonly string[]
  readonly failed: Failed
}

/**
 * Compiles rules into a matcher. @throws ConfigError with everything wrong with their conditions; SluiceError
 * `rules_too_many`, `rule_exists`
 */
export function createMatcher({ rules, unmatched, failed }: MatcherOptions): Matcher {
  const index = new RuleIndex({ rules, failed })
  const rest: Match = { rules: [], sinks: [...new Set(unmatched)] }
  return {
    match(event) {
      const match = index.match(event)
      return match.rules.length === 0 ? rest : match
    },
  }
}
