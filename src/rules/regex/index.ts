/** Regular expressions in Python's dialect. */
export { RegexError } from './error.ts'
export { beginEvent, endEvent, isEventSpent, STEP_BUDGET } from './machine.ts'
export { Regex } from './regex.ts'
