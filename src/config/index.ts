/** A configuration: read, checked, and told to people. */
export { type Changes, changesBetween } from './changes.ts'
export type { CheckSink } from './check-options.ts'
export { type Loaded, loadConfig, type Summary } from './load.ts'
export { summarize } from './summary.ts'
