/** NetBox's rules: conditions checked, compiled and evaluated, and who wants an event. */
export { countAbsentPaths } from './absent-paths.ts'
export {
  type ConditionInput,
  type ConditionResult,
  type Conditions,
  compileConditions,
  type JsonInput,
} from './conditions.ts'
export { type Evaluation, evaluate } from './evaluate.ts'
export { FailureLog } from './failure-log.ts'
export { createMatcher, type MatcherOptions } from './matcher.ts'
export { type ConditionProblem, conditionProblems, type Path } from './parse.ts'
export { comparePlainly } from './plain-comparison.ts'
export { type MatchCounts, RuleIndex, type RuleIndexOptions } from './table/rule-index.ts'
export { compileWhere, type WhereCheck, whereProblems } from './where.ts'
