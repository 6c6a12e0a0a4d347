/** The functions of Go templates, but for `and` and `or`, which do not look at all of their arguments. */
import { grow, look, spend } from '../budget.ts'
import { withoutControls } from '../environment-filter.ts'
import { raise } from '../python/exceptions.ts'
import { escapeText } from '../python/html.ts'
import { byBytes, goText, goType, sprintf } from './printing.ts'
import { GoTime } from './time.ts'
import type { GoValue } from './types.ts'

type GoFunction = (args: readonly GoValue[]) => GoValue

/** By name, as they are called. @throws PythonError of the kind `ExecError` */
export const goFunctions: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ['not', args => !isTrue(only(args, 'not'))],
  ['len', args => length(only(args, 'len'))],
  ['index', ([first, ...keys]) => keys.reduce<GoValue>((value, key) => item(value, key), first)],
  ['slice', slice],
  ['print', args => paid(print(args))],
  ['println', args => paid(`${args.map(goText).join(' ')}\n`)],
  [
    'printf',
    ([format, ...args]) =>
      typeof format === 'string' ? paid(sprintf(format, args)) : fail('printf needs a format'),
  ],
  ['html', args => escapeText(print(args)).replaceAll('\0', '\ufffd')],
  ['js', args => paid(jsEscaped(print(args)))],
  ['urlquery', args => paid(urlQuery(print(args)))],
  ['json', args => json(only(args, 'json'))],
  ['header_safe', args => withoutControls(print(args))],
  ['eq', ([first, ...others]) => needs(others, 'eq').some(other => equal(first, other))],
  ['ne', args => !equal(...pair(args, 'ne'))],
  ['lt', args => order(...pair(args, 'lt')) < 0],
  ['le', args => order(...pair(args, 'le')) <= 0],
  ['gt', args => order(...pair(args, 'gt')) > 0],
  ['ge', args => order(...pair(args, 'ge')) >= 0],
])

/** The names of all functions, `and` and `or` too. */
export const goFunctionNames: ReadonlySet<string> = new Set([...goFunctions.keys(), 'and', 'or'])

/** Whether Go takes a value as true: whatever is not zero, empty or nil. */
export function isTrue(value: GoValue): boolean {
  if (value === null || value === undefined) return false
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof Map) return value.size > 0
  return Boolean(value)
}

function item(value: GoValue, key: GoValue): GoValue {
  spend()
  if (value instanceof Map) {
    if (typeof key !== 'string') return fail(`value has type ${goType(key)}; should be string`)
    return value.get(key)
  }
  if (!Array.isArray(value) && typeof value !== 'string')
    return fail(
      value === null || value === undefined
        ? 'index of untyped nil'
        : `can't index item of type ${goType(value)}`,
    )
  if (typeof key !== 'bigint') return fail(`cannot index slice/array with type ${goType(key)}`)
  if (typeof value === 'string') look(value.length * 8)
  const items: readonly GoValue[] =
    typeof value === 'string' ? Array.from(Buffer.from(value), byte => BigInt(byte)) : value
  const place = Number(key)
  return place >= 0 && place < items.length
    ? items[place]
    : fail(`error calling index: index out of range: ${key}`)
}

function slice([value, ...bounds]: readonly GoValue[]): GoValue {
  const bytes = typeof value === 'string' ? Buffer.from(value) : undefined
  if (bytes === undefined && !Array.isArray(value)) return fail(`can't slice item of type ${goType(value)}`)
  const size = bytes?.length ?? (value as readonly GoValue[]).length
  const [start = 0, end = size] = bounds.map(bound =>
    typeof bound === 'bigint' ? Number(bound) : fail('a slice needs ints'),
  )
  if (start < 0 || end > size || start > end) return fail(`slice index out of range: ${start}, ${end}`)
  grow(end - start)
  return bytes === undefined
    ? (value as readonly GoValue[]).slice(start, end)
    : bytes.toString('utf8', start, end)
}

function length(value: GoValue): bigint {
  if (typeof value === 'string') {
    look(value.length)
    return BigInt(Buffer.byteLength(value))
  }
  if (value instanceof Map) return BigInt(value.size)
  return Array.isArray(value) ? BigInt(value.length) : fail(`error calling len: len of type ${goType(value)}`)
}

/** Blanks only between values of which neither is text. */
function print(args: readonly GoValue[]): string {
  return args
    .map(
      (arg, i) =>
        (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + goText(arg),
    )
    .join('')
}

function equal(a: GoValue, b: GoValue): boolean {
  if (isNumber(a) && isNumber(b)) return a <= b && a >= b
  if (a instanceof GoTime && b instanceof GoTime) return a.nanoseconds === b.nanoseconds
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null)
  if (typeof a !== typeof b) return fail('incompatible types for comparison')
  if (typeof a === 'object') return fail(`non-comparable type ${goType(a)}`)
  if (typeof a === 'string') look(a.length)
  return a === b
}

function order(a: GoValue, b: GoValue): number {
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'string' && typeof b === 'string') {
    look(a.length)
    return byBytes(a, b)
  }
  return fail(
    goType(a) === goType(b)
      ? `invalid type for comparison: ${goType(a)}`
      : 'incompatible types for comparison',
  )
}

function isNumber(value: GoValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function json(value: GoValue): string {
  const plain = (each: GoValue): unknown => {
    spend()
    if (each instanceof GoTime) return each.format('2006-01-02T15:04:05.999999999Z07:00')
    if (each instanceof Map)
      return Object.fromEntries(
        [...each].sort(([a], [b]) => byBytes(a, b)).map(([key, member]) => [key, plain(member)]),
      )
    if (Array.isArray(each)) return each.map(plain)
    if (typeof each === 'bigint') return rawJSON(each.toString())
    return each ?? null
  }
  return paid(
    JSON.stringify(plain(value)).replace(
      /[<>&\u2028\u2029]/g,
      c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  )
}

// Of the standard since 2025, not yet in the compiler's library.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

function jsEscaped(text: string): string {
  return text.replace(/[\\'"<>&=\0-\x1f\u2028\u2029\x7f-\x9f]/g, c =>
    c === '\\' || c === "'" || c === '"'
      ? `\\${c}`
      : `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  )
}

function urlQuery(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

function only(args: readonly GoValue[], name: string): GoValue {
  return args.length === 1 ? args[0] : fail(`wrong number of args for ${name}: want 1 got ${args.length}`)
}

function pair(args: readonly GoValue[], name: string): [GoValue, GoValue] {
  return args.length === 2
    ? [args[0], args[1]]
    : fail(`wrong number of args for ${name}: want 2 got ${args.length}`)
}

function needs(args: readonly GoValue[], name: string): readonly GoValue[] {
  return args.length > 0 ? args : fail(`error calling ${name}: missing argument for comparison`)
}

function paid(text: string): string {
  grow(text.length)
  return text
}

function fail(message: string): never {
  return raise('ExecError', message)
}
