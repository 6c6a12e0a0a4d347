/** The format specification of `format()` and `"{:…}".format()`: `[[fill]align][sign][z][#][0][width][,_][.precision][type]`. */
import { grow } from '../budget.ts'
import { raise } from './exceptions.ts'
import { type FloatStyle, formatMagnitude } from './float-format.ts'
import { toBig, toDouble } from './numbers.ts'
import { floatText, repr, str } from './repr.ts'
import { lengthOf, part } from './text.ts'
import { isFloat, isInteger, isString, type Numeric, plain, typeName, type Value } from './values.ts'

interface Spec {
  readonly fill: string
  readonly align: string
  readonly sign: string
  readonly alternate: boolean
  readonly width: number
  readonly grouping: string
  readonly precision: number | undefined
  readonly type: string
}

const SPEC =
  /^(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[+\- ])?(?<z>z)?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<grouping>[,_])?(?:\.(?<precision>\d+))?(?<type>[a-zA-Z%])?$/su
const MAX_WIDTH = 2 ** 31

/** `format(value, spec)`. @throws PythonError */
export function format(value: Value, spec: string): string {
  if (spec === '') return str(value)
  if (isString(value)) return formatText(plain(value), parse(spec, 'str'))
  if (typeof value === 'boolean' && /^[^a-zA-Z%]*s?$/.test(spec) && spec.endsWith('s'))
    return unknown('s', 'bool')
  if (isInteger(value)) return formatInteger(value, parse(spec, typeName(value)))
  if (isFloat(value)) return formatFloat(toDouble(value), parse(spec, 'float'))
  return raise('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`)
}

function parse(text: string, type: string): Spec {
  const groups = SPEC.exec(text)?.groups
  if (groups === undefined)
    return raise('ValueError', `Invalid format specifier '${text}' for object of type '${type}'`)
  const { fill, align, sign = '', alternate, zero, width = '0', grouping = '', precision } = groups
  if (Number(width) > MAX_WIDTH || Number(precision ?? 0) > MAX_WIDTH)
    raise('ValueError', 'Too many decimal digits in format string')
  return {
    fill: fill ?? (zero !== undefined && align === undefined ? '0' : zero === undefined ? ' ' : '0'),
    align: align ?? (zero === undefined || type === 'str' ? '' : '='),
    sign,
    alternate: alternate !== undefined,
    width: Number(width),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type: groups['type'] ?? '',
  }
}

function formatText(text: string, spec: Spec): string {
  if (spec.type !== '' && spec.type !== 's') unknown(spec.type, 'str')
  if (spec.sign !== '') raise('ValueError', 'Sign not allowed in string format specifier')
  if (spec.alternate) raise('ValueError', 'Alternate form (#) not allowed in string format specifier')
  if (spec.align === '=') raise('ValueError', "'=' alignment not allowed in string format specifier")
  if (spec.grouping !== '') raise('ValueError', `Cannot specify '${spec.grouping}' with 's'.`)
  const cut = spec.precision === undefined ? text : part(text, 0, spec.precision)
  return pad('', cut, spec, '<')
}

function formatInteger(value: number | bigint | boolean, spec: Spec): string {
  if (spec.type !== '' && 'eEfFgG%'.includes(spec.type)) return formatFloat(toDouble(value), spec)
  if (spec.precision !== undefined) raise('ValueError', 'Precision not allowed in integer format specifier')
  const big = toBig(value)
  const magnitude = big < 0n ? -big : big
  let digits: string
  let prefix = ''
  if (spec.type === 'c') {
    if (spec.sign !== '') raise('ValueError', "Sign not allowed with integer format specifier 'c'")
    return pad('', character(big), spec, '<')
  }
  if (spec.type === '' || spec.type === 'd' || spec.type === 'n') digits = repr(magnitude)
  else {
    const radix = { b: 2, o: 8, x: 16, X: 16 }[spec.type] ?? unknown(spec.type, typeName(value))
    if (spec.grouping === ',') raise('ValueError', `Cannot specify ',' with '${spec.type}'.`)
    digits = magnitude.toString(radix)
    if (spec.type === 'X') digits = digits.toUpperCase()
    if (spec.alternate) prefix = `0${spec.type}`
  }
  const size = spec.type === '' || 'dn'.includes(spec.type) ? 3 : 4
  return number(signOf(big < 0n, spec.sign) + prefix, digits, '', spec, size)
}

function formatFloat(value: number, spec: Spec): string {
  const negative = value < 0 || Object.is(value, -0)
  const type = spec.type === 'n' ? 'g' : spec.type.toLowerCase()
  if (type !== '' && !'efg%'.includes(type)) unknown(spec.type, 'float')
  const percent = type === '%'
  const magnitude = percent ? Math.abs(value) * 100 : Math.abs(value)
  let text: string
  if (type === '' && spec.precision === undefined) text = floatText(magnitude)
  else {
    const style: FloatStyle = type === '' ? 'r' : percent ? 'f' : (type as FloatStyle)
    text = formatMagnitude(magnitude, style, spec.precision ?? 6, spec.alternate)
  }
  if (/[A-Z]/.test(spec.type)) text = text.toUpperCase()
  if (percent) text += '%'
  const [, digits = '', rest = ''] = /^(\d*)(.*)$/s.exec(text) ?? []
  return number(signOf(negative, spec.sign), digits, rest, spec, 3)
}

function signOf(negative: boolean, sign: string): string {
  return negative ? '-' : sign === '+' || sign === ' ' ? sign : ''
}

/** Sign, digits in groups, and what follows them, filled up to the width. */
function number(sign: string, digits: string, rest: string, spec: Spec, size: number): string {
  let grouped = digits
  if (spec.grouping !== '') {
    const pattern = new RegExp(`\\B(?=(?:.{${size}})+$)`, 'g')
    if (spec.fill === '0' && spec.align === '=') {
      // Zeros that fill up are in groups too.
      const room = spec.width - sign.length - rest.length
      grow(Math.max(0, room))
      while (grouped.length + Math.floor((grouped.length - 1) / size) < room) grouped = `0${grouped}`
    }
    grouped = grouped.replace(pattern, spec.grouping)
  }
  return pad(sign, grouped + rest, spec, '>')
}

function pad(sign: string, text: string, { fill, align, width }: Spec, standard: string): string {
  const missing = width - sign.length - lengthOf(text)
  grow(sign.length + text.length + Math.max(0, missing))
  if (missing <= 0) return sign + text
  const how = align === '' ? standard : align
  if (how === '=') return sign + fill.repeat(missing) + text
  const left = how === '<' ? 0 : how === '>' ? missing : missing >> 1
  return fill.repeat(left) + sign + text + fill.repeat(missing - left)
}

function character(code: bigint): string {
  if (code < 0n || code > 0x10ffffn) raise('OverflowError', '%c arg not in range(0x110000)')
  return String.fromCodePoint(Number(code))
}

function unknown(type: string, of: string): never {
  return raise('ValueError', `Unknown format code '${type}' for object of type '${of}'`)
}

/** A number's magnitude is what `format` writes; exported for `%`. */
export function isNegative(value: Numeric): boolean {
  const double = isInteger(value) ? 0 : toDouble(value)
  return isInteger(value) ? toBig(value) < 0n : double < 0 || Object.is(double, -0)
}
