/** What stands behind a backslash. */
import type { CharItem } from './chars.ts'
import type { Source } from './source.ts'

const LETTERS: { readonly [letter: string]: number } = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 }
const OCTAL = /^[0-7]$/
const HEX = /^[0-9A-Fa-f]$/
const HEX_DIGITS: { readonly [letter: string]: number } = { x: 2, u: 4, U: 8 }

/** Characters an escape stands for, within a class or outside; `escaped` has been taken from the source. */
export function escapedItem(source: Source, escaped: string, inClass: boolean): CharItem {
  const start = source.position - 2
  const char = escaped.slice(1)
  if (/^[dDsSwW]$/.test(char)) return { category: char }
  if (/^[abfnrtv]$/.test(char) && (inClass || char !== 'b')) return one(LETTERS[char]!)
  if (/^[xuU]$/.test(char)) return one(hexadecimal(source, char, start))
  if (char === 'N') throw source.error('named characters (\\N{…}) are not supported', start, 'write \\uXXXX')
  if (/^[0-9]$/.test(char)) return one(octal(source, char, start))
  if (/^[A-Za-z]$/.test(char)) {
    const hint = char === 'p' || char === 'P' ? "Python's patterns have no Unicode properties" : ''
    throw source.error(`bad escape ${escaped}`, start, hint)
  }
  return one(char.codePointAt(0)!)
}

function hexadecimal(source: Source, letter: string, start: number): number {
  const count = HEX_DIGITS[letter]!
  const digits = source.takeWhile(count, HEX)
  const code = digits.length === count ? Number.parseInt(digits, 16) : Number.NaN
  if (!(code <= 0x10ffff)) throw source.error(`incomplete or bad escape \\${letter}${digits}`, start)
  return code
}

/** An octal number: within a class any, outside one that begins with 0 or has three digits. */
function octal(source: Source, first: string, start: number): number {
  const digits = OCTAL.test(first) ? first + source.takeWhile(2, OCTAL) : ''
  const code = digits === '' ? Number.NaN : Number.parseInt(digits, 8)
  if (Number.isNaN(code)) throw source.error(`bad escape \\${first}`, start)
  if (code > 0o377) throw source.error(`octal escape value \\${digits} outside of range 0-0o377`, start)
  return code
}

function one(code: number): CharItem {
  return { from: code, to: code }
}
