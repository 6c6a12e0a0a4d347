/** The library surface: what may be used from other programs. */
export { App } from './app.ts'
export { type CheckSink, type Loaded, loadConfig } from './config/index.ts'
export type { Address, Config } from './config/types.ts'
export {
  type EnvelopeWrapping,
  egressId,
  isUuid,
  NAMESPACE,
  placeId,
  type WrappingOptions,
  wrapping,
} from './envelope/index.ts'
export { ConfigError, type ErrorClass, type Problem, SluiceError } from './errors.ts'
export { netboxFormat } from './formats/index.ts'
export { JsonError } from './json/index.ts'
export { createLogger } from './ops/index.ts'
export { version } from './package.ts'
export {
  type ConditionInput,
  type ConditionProblem,
  type ConditionResult,
  type Conditions,
  compileConditions,
  conditionProblems,
  createMatcher,
  type JsonInput,
  type MatchCounts,
  type MatcherOptions,
  RuleIndex,
  type RuleIndexOptions,
} from './rules/index.ts'
export { checkSink } from './sinks.ts'
export {
  compileTemplate,
  type Template as CompiledTemplate,
  type TemplateContext,
  type TemplateEnvironment,
  TemplateError,
  type TemplateOptions as CompileTemplateOptions,
  type TemplateWarning,
} from './templates/index.ts'
export type {
  Delivery,
  Event,
  Format,
  Json,
  Logger,
  LogRecord,
  Match,
  Matcher,
  Outcome,
  Rule,
  RuleExamples,
  Sink,
  SinkContext,
  SinkOptions,
  SinkType,
  Template,
  TemplateOptions,
} from './types.ts'
