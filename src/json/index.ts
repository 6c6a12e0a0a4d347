/** JSON as bytes: validated, looked into without parsing, parsed without loss. */
export { JsonError } from './error.ts'
export { parse, parseSpan, textOf } from './parse.ts'
export { compilePaths, type Paths } from './paths.ts'
export { type Member, Scan, scan, withoutMark } from './scan.ts'
export { stringify } from './stringify.ts'
