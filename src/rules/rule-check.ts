/** A rule read and checked, and asked about one event: the definition that an index has to agree with. */
import { pathText } from '../config/findings.ts'
import { ConfigError, type Problem } from '../errors.ts'
import type { Event, Json, Rule } from '../types.ts'
import { compileConditions, type Failure } from './compile.ts'
import { presentData } from './evaluate.ts'
import { type Condition, type Path, parseRuleConditions } from './parse.ts'
import { compileWhere, parseWhere, type WhereCheck } from './where.ts'

/** What a rule asks. */
export interface CheckedRule {
  /** An empty `and` where there are none. */
  readonly conditions: Condition
  /** Undefined where there is none. */
  readonly where: WhereCheck | undefined
}

/** Asks a rule about an event of its types. */
export type RuleCheck = (event: Event) => boolean | Failure

/** Parses what a rule asks. Problems have paths that begin with `at`. @throws ConfigError with everything wrong with it */
export function checkRule(rule: Rule, at: Path = []): CheckedRule {
  const { condition, problems } = parseRuleConditions(rule.conditions)
  const where = parseWhere(rule.where).problems
  if (condition !== undefined && where.length === 0)
    return { conditions: condition, where: compileWhere(rule.where) }
  const located = [
    ...problems.map(problem => ({ ...problem, path: ['conditions', ...problem.path] })),
    ...where.map(problem => ({ ...problem, path: ['where', ...problem.path] })),
  ]
  throw new ConfigError(
    located.map(({ path, message, hint }) => ({
      file: '',
      line: 0,
      path: pathText([...at, ...path]),
      message,
      hint,
    })),
  )
}

/**
 * Parses what many rules ask, and hands it over one after the other: all of it at once would be a multiple of the rules. Once one
 * is wrong, those behind it are only looked at. @throws ConfigError with everything wrong with all of them
 */
export function checkRules(
  rules: readonly Rule[],
  take: (checked: CheckedRule, rule: Rule, index: number) => void,
): void {
  const problems: Problem[] = []
  rules.forEach((rule, index) => {
    try {
      const checked = rule.enabled ? checkRule(rule, ['rules', index]) : UNASKED
      if (problems.length === 0) take(checked, rule, index)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      problems.push(...error.problems)
    }
  })
  if (problems.length > 0) throw new ConfigError(problems)
}

const UNASKED: CheckedRule = { conditions: { kind: 'set', logic: 'and', members: [] }, where: undefined }

/** Compiles a rule: `where` is asked first, then its conditions. */
export function ruleCheck({ conditions, where }: CheckedRule): RuleCheck {
  const { check, readsData, readsSnapshots } = compileConditions(conditions)
  return event => {
    const wanted = where === undefined || where(event)
    if (wanted !== true) return wanted
    const data = readsData ? presentData(event.member('data')) : null
    const snapshots: Json = readsSnapshots ? (event.member('snapshots') ?? null) : null
    return check(data, snapshots)
  }
}
