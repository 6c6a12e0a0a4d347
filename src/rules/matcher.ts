import { messageOf } from '../errors.ts'
import type { Event, Json, Match, Matcher, Rule } from '../types.ts'
import { type Candidate, compileRules, type Group, Groups, matchOf } from './candidates.ts'
import type { CompiledConditions } from './compile.ts'
import { presentData } from './evaluate.ts'

export interface MatcherOptions {
  /** In rule order. */
  readonly rules: readonly Rule[]
  /** Sinks that get what no rule wants. */
  readonly unmatched: readonly string[]
  /** A rule could not be evaluated and did not fire. Must not throw. */
  readonly failed: (rule: Rule, reason: string, event: Event) => void
}

/** Compiles rules into a matcher. @throws ConfigError with everything wrong with their conditions. */
export function createMatcher(options: MatcherOptions): Matcher {
  return new GroupMatcher(options)
}

class GroupMatcher implements Matcher {
  readonly #groups: Groups
  readonly #unmatched: Match
  readonly #failed: MatcherOptions['failed']

  constructor({ rules, unmatched, failed }: MatcherOptions) {
    this.#groups = new Groups(compileRules(rules))
    this.#unmatched = { rules: [], sinks: [...new Set(unmatched)] }
    this.#failed = failed
  }

  match(event: Event): Match {
    const group = this.#groups.find(event.objectType, event.model, event.type)
    if (group === undefined) return this.#unmatched
    return group.always ?? this.#matchConditions(group, event)
  }

  #matchConditions({ candidates }: Group, event: Event): Match {
    let first: Candidate | undefined
    let rules: Rule[] | undefined
    for (const candidate of candidates) {
      const { rule, conditions } = candidate
      if (conditions !== undefined && !this.#fires(rule, conditions, event)) continue
      if (first === undefined) first = candidate
      else if (rules === undefined) rules = [first.rule, rule]
      else rules.push(rule)
    }
    if (first === undefined) return this.#unmatched
    return rules === undefined ? first.alone : matchOf(rules)
  }

  /** The event parses `data` and `snapshots` at most once, and not at all where no condition reads them. */
  #fires(rule: Rule, { check, readsData, readsSnapshots }: CompiledConditions, event: Event): boolean {
    try {
      const data = readsData ? presentData(event.member('data')) : null
      const snapshots: Json = readsSnapshots ? (event.member('snapshots') ?? null) : null
      const answer = check(data, snapshots)
      if (typeof answer === 'boolean') return answer
      this.#failed(rule, answer.message, event)
    } catch (error) {
      this.#failed(rule, `internal error: ${messageOf(error)}`, event)
    }
    return false
  }
}
