/** How Go prints values: `%v` and the other verbs of fmt. */
import { grow, spend } from '../budget.ts'
import { formatMagnitude } from '../python/float-format.ts'
import { GoTime } from './time.ts'
import type { GoValue } from './types.ts'

const VERB = /%(?<flags>[-+# 0]*)(?<width>\d+)?(?:\.(?<precision>\d*))?(?<verb>.)?/gsu

/** `%v` */
export function goText(value: GoValue): string {
  spend()
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'number') return floatText(value)
  if (value instanceof GoTime) return value.toString()
  if (value instanceof Map) {
    const names = [...value.keys()].sort(byBytes)
    return paid(`map[${names.map(name => `${name}:${goText(value.get(name))}`).join(' ')}]`)
  }
  if (Array.isArray(value)) return paid(`[${value.map(goText).join(' ')}]`)
  return String(value)
}

/** The order of Go's strings: by their UTF-8. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** `fmt.Sprintf` */
export function sprintf(format: string, args: readonly GoValue[]): string {
  let next = 0
  grow(format.length)
  const out = format.replace(VERB, (...match) => {
    const { flags = '', width, precision, verb } = match.at(-1) as { [name: string]: string | undefined }
    if (verb === undefined) return '%!(NOVERB)'
    if (verb === '%') return '%'
    if (next >= args.length) return `%!${verb}(MISSING)`
    const text = formatted(args[next++], verb, flags, precision === undefined ? undefined : Number(precision))
    return padded(text, flags, Number(width ?? 0), verb)
  })
  const extra = args.slice(next).map(arg => `${goType(arg)}=${goText(arg)}`)
  return extra.length === 0 ? out : `${out}%!(EXTRA ${extra.join(', ')})`
}

/** The name of a value's type. */
export function goType(value: GoValue): string {
  if (value === null || value === undefined) return '<nil>'
  if (value instanceof GoTime) return 'time.Time'
  if (value instanceof Map) return 'map[string]interface {}'
  if (Array.isArray(value)) return '[]interface {}'
  return (
    { bigint: 'int', number: 'float64', boolean: 'bool', string: 'string' }[typeof value as string] ??
    'interface {}'
  )
}

function formatted(value: GoValue, verb: string, flags: string, precision: number | undefined): string {
  const sign = (negative: boolean) =>
    negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  if (verb === 'v' || verb === 's') {
    if (verb === 's' && !(typeof value === 'string' || (typeof value === 'object' && value !== null)))
      return `%!s(${goType(value)}=${goText(value)})`
    if (typeof value === 'bigint' || typeof value === 'number')
      return (String(goText(value)).startsWith('-') ? '' : sign(false)) + goText(value)
    const text = goText(value)
    return precision === undefined ? text : Array.from(text).slice(0, precision).join('')
  }
  if (verb === 'T') return goType(value)
  if (verb === 't' && typeof value === 'boolean') return String(value)
  if (verb === 'q' && typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') {
    const radix = { d: 10, b: 2, o: 8, x: 16, X: 16 }[verb]
    if (radix !== undefined) {
      const magnitude = value < 0n ? -value : value
      const digits = magnitude.toString(radix)
      const prefix = flags.includes('#') ? ({ x: '0x', X: '0X', o: '0', b: '0b' }[verb] ?? '') : ''
      return sign(value < 0n) + prefix + (verb === 'X' ? digits.toUpperCase() : digits)
    }
    if (verb === 'c' && value >= 0n && value <= 0x10ffffn) return String.fromCodePoint(Number(value))
    if (verb === 'U') return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`
  }
  if (typeof value === 'number' && 'feEgFG'.includes(verb)) {
    const shortest = precision === undefined && (verb === 'g' || verb === 'G')
    const text = shortest
      ? floatText(Math.abs(value))
      : formatMagnitude(value, verb.toLowerCase() as 'f' | 'e' | 'g', precision ?? 6, false)
    return (
      sign(value < 0 || Object.is(value, -0)) + (verb === 'E' || verb === 'G' ? text.toUpperCase() : text)
    )
  }
  if ((verb === 'x' || verb === 'X') && typeof value === 'string') {
    const digits = Buffer.from(value).toString('hex')
    return verb === 'X' ? digits.toUpperCase() : digits
  }
  return `%!${verb}(${goType(value)}=${goText(value)})`
}

function padded(text: string, flags: string, width: number, verb: string): string {
  const missing = width - Array.from(text).length
  grow(text.length + Math.max(0, missing))
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0')) return ' '.repeat(missing) + text
  const [sign = ''] = 'sqvT'.includes(verb) ? [''] : (/^[-+ ]?/.exec(text) ?? [])
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}

/** A float in the shortest form that is read as the same: with an exponent below -4 and from 6. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = ''] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < LARGE)
    return exponent < 0 ? value.toFixed(mantissa.replace(/[-.]/g, '').length - 1 - exponent) : String(value)
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

const LARGE = 6

function quoted(text: string): string {
  return JSON.stringify(text).replace(/\\u([\da-f]{4})/g, (_whole, hex: string) =>
    hex.startsWith('00') ? `\\x${hex.slice(2)}` : `\\u${hex}`,
  )
}

function paid(text: string): string {
  grow(text.length)
  return text
}
