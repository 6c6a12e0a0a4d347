/** Numbers in text, as `int()` and `float()` read them. */
import { look } from '../budget.ts'
import { raise } from './exceptions.ts'
import { repr } from './repr.ts'
import { strip } from './text.ts'
import { int, type Value } from './values.ts'

const FLOAT = /^[+-]?(?:(?:\d+(?:_\d+)*)?\.?(?:\d+(?:_\d+)*)?)(?:e[+-]?\d+(?:_\d+)*)?$/i
const SPECIAL = /^([+-]?)(inf(?:inity)?|nan)$/i
const PREFIX: { readonly [base: number]: string } = { 2: 'b', 8: 'o', 16: 'x' }
const MAX_DIGITS = 4_300

/** `int(text, base)`. @throws PythonError */
export function parseIntText(text: string, base: number): Value {
  look(text.length)
  const invalid = () => raise('ValueError', `invalid literal for int() with base ${base}: ${repr(text)}`)
  if (base !== 0 && (base < 2 || base > 36))
    return raise('ValueError', 'int() base must be >= 2 and <= 36, or 0')
  const match = /^([+-]?)(?:0([box])_?)?(.*)$/is.exec(decimals(strip(text, null, true, true)))
  if (match === null) return invalid()
  const [, sign = '', letter, rest = ''] = match
  let radix = base
  let digits = rest
  if (letter !== undefined) {
    const named = { b: 2, o: 8, x: 16 }[letter.toLowerCase()] ?? 10
    if (base === 0) radix = named
    else if (PREFIX[base] !== letter.toLowerCase()) digits = `0${letter}${rest}`
  } else if (base === 0) {
    radix = 10
    if (/^0[\d_]*[1-9]/.test(digits)) return invalid()
  }
  if (!/^[\da-z]+(?:_[\da-z]+)*$/i.test(digits)) return invalid()
  digits = digits.replaceAll('_', '').toLowerCase()
  if (digits.length > MAX_DIGITS)
    return raise('ValueError', `Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion`)
  const value =
    digits.length <= 10 ? BigInt(small(digits, radix) ?? invalid()) : large(digits, radix, invalid)
  return int(sign === '-' ? -value : value)
}

/** `float(text)`. @throws PythonError */
export function parseFloatText(text: string): number {
  look(text.length)
  const trimmed = decimals(strip(text, null, true, true))
  const special = SPECIAL.exec(trimmed)
  if (special !== null) {
    const value = special[2]!.toLowerCase() === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY
    return special[1] === '-' ? -value : value
  }
  if (!FLOAT.test(trimmed) || !/\d/.test(trimmed.split(/e/i)[0]!))
    return raise('ValueError', `could not convert string to float: ${repr(text)}`)
  return Number(trimmed.replaceAll('_', ''))
}

function small(digits: string, radix: number): number | undefined {
  let value = 0
  for (const c of digits) {
    const digit = Number.parseInt(c, 36)
    if (digit >= radix) return undefined
    value = value * radix + digit
  }
  return Number.isSafeInteger(value) ? value : undefined
}

function large(digits: string, radix: number, invalid: () => never): bigint {
  if (radix === 10 && /^\d+$/.test(digits)) return BigInt(digits)
  let value = 0n
  for (const c of digits) {
    const digit = Number.parseInt(c, 36)
    if (digit >= radix) return invalid()
    value = value * BigInt(radix) + BigInt(digit)
  }
  return value
}

/** Digits of other scripts as those of ours. */
function decimals(text: string): string {
  return /[^\x00-\x7f]/.test(text) ? text.replace(/\p{Nd}/gu, c => String(digitOf(c))) : text
}

// Decimal digits stand in runs of ten that begin at a multiple of ten after a non-digit.
function digitOf(character: string): number {
  let zero = character.codePointAt(0)!
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) {
    zero--
    value++
  }
  return value
}
