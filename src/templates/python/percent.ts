/** `"…%s…" % values` */
import { grow, look } from '../budget.ts'
import { Dict } from './dict.ts'
import { raise } from './exceptions.ts'
import { type FloatStyle, formatMagnitude } from './float-format.ts'
import { isNegative } from './format-spec.ts'
import { escapeHtml } from './html.ts'
import { toBig, toDouble, truncate } from './numbers.ts'
import { index } from './operators.ts'
import { repr, str } from './repr.ts'
import { lengthOf, part, repeat } from './text.ts'
import { Undefined } from './undefined.ts'
import {
  isFloat,
  isInteger,
  isNumeric,
  isString,
  List,
  Markup,
  orElse,
  plain,
  Tuple,
  typeName,
  type Value,
} from './values.ts'

const FIELD =
  /%(?:\((?<key>[^()]*(?:\([^()]*\)[^()]*)*)\))?(?<flags>[-+ #0]*)(?<width>\*|\d+)?(?:\.(?<precision>\*|\d*))?[hlL]?(?<type>.)?/gsu

/** Fills in the fields of a text. @throws PythonError */
export function percent(format: string | Markup, values: Value): Value {
  const text = plain(format)
  look(text.length * 8)
  grow(text.length)
  const print = (value: Value) => (format instanceof Markup ? escapeHtml(value).text : str(value))
  const args = new Arguments(values)
  const out = text.replace(FIELD, (...match) => {
    const groups = match.at(-1) as { [name: string]: string | undefined }
    const made = field(groups, args, print, format instanceof Markup)
    grow(made.length)
    return made
  })
  args.done()
  return format instanceof Markup ? new Markup(out) : out
}

/** What a format takes its values from: a tuple, a mapping, or one value. */
class Arguments {
  readonly #values: Value
  #next = 0
  #named = false

  constructor(values: Value) {
    this.#values = values
  }

  key(name: string): Value {
    if (!isMapping(this.#values)) raise('TypeError', 'format requires a mapping')
    this.#named = true
    return this.#values instanceof List
      ? raise('TypeError', 'list indices must be integers or slices, not str')
      : (this.#values as Dict | Undefined).item(name)
  }

  next(): Value {
    const items = this.#values instanceof Tuple ? this.#values.items : [this.#values]
    return orElse(items[this.#next++], () => raise('TypeError', 'not enough arguments for format string'))
  }

  done(): void {
    if (this.#named || isMapping(this.#values)) return
    const count = this.#values instanceof Tuple ? this.#values.items.length : 1
    if (this.#next < count) raise('TypeError', 'not all arguments converted during string formatting')
  }
}

/** Whether Python takes the value as a mapping here: whatever has items but is no tuple and no text. */
function isMapping(value: Value): boolean {
  return value instanceof Dict || value instanceof List || value instanceof Undefined
}

function field(
  { key, flags = '', width, precision, type }: { [name: string]: string | undefined },
  args: Arguments,
  print: (value: Value) => string,
  markup: boolean,
): string {
  if (type === undefined) return raise('ValueError', 'incomplete format')
  if (type === '%') return '%'
  const mapped = key === undefined ? undefined : args.key(key)
  const places = width === '*' ? star(args) : Number(width ?? 0)
  const digits =
    precision === undefined ? undefined : precision === '*' ? Math.max(0, star(args)) : Number(precision)
  const value = orElse(mapped, () => args.next())
  const left = flags.includes('-') || places < 0
  const fill = (text: string, sign = '', zero = false) => {
    const missing = Math.abs(places) - lengthOf(text) - sign.length
    if (missing <= 0) return sign + text
    if (left) return sign + text + repeat(' ', missing)
    return zero ? sign + repeat('0', missing) + text : repeat(' ', missing) + sign + text
  }
  if (type === 's' || type === 'r' || type === 'a') {
    let text = type === 's' ? print(value) : repr(value)
    if (type === 'a') text = ascii(text)
    if (markup && type !== 's') text = escapeHtml(text).text
    return fill(digits === undefined ? text : part(text, 0, digits))
  }
  if (type === 'c') return fill(character(value))
  const zero = flags.includes('0')
  const sign = (negative: boolean) =>
    negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  if ('diuoxX'.includes(type)) {
    const [prefix, text, negative] = integer(value, type, digits, flags.includes('#'))
    return fill(text, sign(negative) + prefix, zero)
  }
  if ('eEfFgG'.includes(type)) {
    if (!isNumeric(value)) {
      if (value instanceof Undefined) value.fail()
      return raise('TypeError', `must be real number, not ${typeName(value)}`)
    }
    const text = formatMagnitude(
      toDouble(value),
      type.toLowerCase() as FloatStyle,
      digits ?? 6,
      flags.includes('#'),
    )
    return fill(/[A-Z]/.test(type) ? text.toUpperCase() : text, sign(isNegative(value)), zero)
  }
  return raise(
    'ValueError',
    `unsupported format character '${type}' (0x${type.codePointAt(0)!.toString(16)})`,
  )
}

function star(args: Arguments): number {
  return index(args.next(), '* wants int')
}

function integer(
  value: Value,
  type: string,
  digits: number | undefined,
  alternate: boolean,
): [string, string, boolean] {
  let number = value
  if (isFloat(value) && 'diu'.includes(type)) number = truncate(toDouble(value))
  if (!isInteger(number)) {
    if (value instanceof Undefined && 'diu'.includes(type)) value.fail()
    const wanted = 'diu'.includes(type) ? 'a real number is required' : 'an integer is required'
    return raise('TypeError', `%${type} format: ${wanted}, not ${typeName(value)}`)
  }
  const big = toBig(number)
  const magnitude = big < 0n ? -big : big
  const radix = type === 'o' ? 8 : type === 'x' || type === 'X' ? 16 : 10
  let text = radix === 10 ? repr(magnitude) : magnitude.toString(radix)
  if (type === 'X') text = text.toUpperCase()
  if (digits !== undefined) text = repeat('0', digits - text.length) + text
  return [alternate && radix !== 10 ? `0${type}` : '', text, big < 0n]
}

function character(value: Value): string {
  if (isString(value) && lengthOf(plain(value)) === 1) return plain(value)
  if (!isInteger(value)) return raise('TypeError', '%c requires int or char')
  const code = Number(toBig(value))
  if (code < 0 || code > 0x10ffff) return raise('OverflowError', '%c arg not in range(0x110000)')
  return String.fromCodePoint(code)
}

function ascii(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, c => {
    const hex = c.codePointAt(0)!.toString(16)
    return hex.length <= 2
      ? `\\x${hex.padStart(2, '0')}`
      : hex.length <= 4
        ? `\\u${hex.padStart(4, '0')}`
        : `\\U${hex.padStart(8, '0')}`
  })
}
