/** How Python prints values: `str(value)` and `repr(value)`. */
import { grow, spend } from '../budget.ts'
import { Dict } from './dict.ts'
import { raise } from './exceptions.ts'
import { Undefined } from './undefined.ts'
import { Float, List, Markup, Tuple, type Value } from './values.ts'

/** Characters that repr() writes as escapes: controls, format characters, surrogates, unassigned, all blanks but the space. */
const NOT_PRINTABLE = /[\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/u
const NOT_PRINTABLE_ALL = new RegExp(NOT_PRINTABLE.source, 'gu')
const NAMED: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
/** More digits than that Python refuses to print: it takes time with the square of them. */
const MAX_DIGITS = 4_300
const LARGEST_SHOWN = 10n ** BigInt(MAX_DIGITS)

// The containers being printed: one within itself prints as dots. Shared: printing is synchronous.
const open = new Set<Value>()

/** `str(value)` */
export function str(value: Value): string {
  if (typeof value === 'string') return value
  if (value instanceof Markup) return value.text
  if (value instanceof Undefined) return ''
  return repr(value)
}

/** `repr(value)` */
export function repr(value: Value): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return Number.isSafeInteger(value) ? String(value) : floatText(value)
    case 'bigint':
      return digits(value)
    default:
      if (value === null) return 'None'
      if (value instanceof Float) return floatText(value.value)
      if (value instanceof Markup) return `Markup(${quoted(value.text)})`
      return container(value)
  }
}

/** A number as its shortest text, laid out as Python does: exponents below -4 and from 16. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa = '', power = ''] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 16) {
    const text =
      exponent < 0 ? value.toFixed(mantissa.replace(/[-.]/g, '').length - 1 - exponent) : String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function container(value: Value & object): string {
  if (open.has(value)) return value instanceof Dict ? '{...}' : value instanceof Tuple ? '(...)' : '[...]'
  const nests = value instanceof List || value instanceof Dict || value instanceof Tuple
  if (nests) open.add(value)
  try {
    return value.repr(inner)
  } finally {
    if (nests) open.delete(value)
  }
}

function inner(value: Value): string {
  spend()
  const text = repr(value)
  grow(text.length + 2)
  return text
}

function quoted(text: string): string {
  grow(text.length)
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let inside = text.includes('\\') ? text.replaceAll('\\', '\\\\') : text
  if (quote === "'" && inside.includes("'")) inside = inside.replaceAll("'", "\\'")
  if (NOT_PRINTABLE.test(inside)) inside = inside.replace(NOT_PRINTABLE_ALL, escaped)
  return quote + inside + quote
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!
  const hex = code.toString(16)
  return (
    NAMED[character] ??
    (code < 0x100
      ? `\\x${hex.padStart(2, '0')}`
      : code < 0x10000
        ? `\\u${hex.padStart(4, '0')}`
        : `\\U${hex.padStart(8, '0')}`)
  )
}

function digits(value: bigint): string {
  if (value >= LARGEST_SHOWN || value <= -LARGEST_SHOWN)
    raise('ValueError', `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion`)
  return value.toString()
}
