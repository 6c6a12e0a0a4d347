/** NetBox's rules: conditions checked, compiled and evaluated, and who wants an event. */
export { type Evaluation, evaluate } from './evaluate.ts'
export { createMatcher, type MatcherOptions } from './matcher.ts'
export { type ConditionProblem, conditionProblems, type Path } from './parse.ts'
