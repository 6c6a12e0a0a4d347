/**
 * RFC 8259, byte for byte: where a JSON value ends, if it is one. Nothing is decoded and nothing allocated.
 *
 * Every function takes the bytes, the index to begin at and the number of bytes, and gives the index behind what it
 * read. Bounds are checked before each read: one read beyond the end would make the engine give up its fast path.
 */
import { JsonError, unexpected } from './error.ts'

/** Most levels of arrays and objects within each other; JSON.parse has no limit of its own but the stack. */
export const MAX_DEPTH = 512

/** Digits that a double always holds exactly; 2^53 has 16. */
const EXACT_DIGITS = 15
/** More are refused, as Python's reader refuses them: reading a number takes time with the square of its digits. */
export const MAX_DIGITS = 4_300

/** What a scan came across; set by this module, reset by who begins a scan. */
export const findings = {
  /** An integer had more than 15 digits: JSON.parse might change it. */
  longInteger: false,
  /** How many escapes there were in texts and keys. */
  escapes: 0,
  /** An object that was looked through for it may have a key twice. */
  repeatedKey: false,
}

export const QUOTE = 0x22
export const COMMA = 0x2c
export const COLON = 0x3a
export const BACKSLASH = 0x5c
export const BRACE = 0x7b
export const BRACE_END = 0x7d
const BRACKET = 0x5b
const BRACKET_END = 0x5d
const MINUS = 0x2d
const PLUS = 0x2b
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
export const SPACE = 0x20

// Bytes at which the loop over a string's bytes stops: the quote, the backslash and what must be escaped.
export const STOPS = table(byte => byte === QUOTE || byte === BACKSLASH || byte < SPACE)
const HEX = table(byte => /[0-9a-f]/i.test(String.fromCharCode(byte)))
const ESCAPES = table(byte => '"\\/bfnrt'.includes(String.fromCharCode(byte)))

const NULL = Buffer.from('null')
const TRUE = Buffer.from('true')
const FALSE = Buffer.from('false')

// Whether the container at a depth is an object. Shared: a scan is synchronous and never within another.
const isObject = new Uint8Array(MAX_DEPTH + 1)

/** The index of the first byte that is not blank, or `length`. */
export function blankEnd(bytes: Buffer, index: number, length: number): number {
  let i = index
  while (i < length && isBlank(bytes[i]!)) i++
  return i
}

/** The end of the string whose opening quote stands before `index`. @throws JsonError */
export function stringEnd(bytes: Buffer, index: number, length: number): number {
  let i = index
  for (;;) {
    // Four at a time: a third off the time of a whole scan, most bytes being within strings.
    for (const last = length - 4; i < last; i += 4) {
      if (STOPS[bytes[i]!] !== 0) break
      if (STOPS[bytes[i + 1]!] !== 0) {
        i += 1
        break
      }
      if (STOPS[bytes[i + 2]!] !== 0) {
        i += 2
        break
      }
      if (STOPS[bytes[i + 3]!] !== 0) {
        i += 3
        break
      }
    }
    while (i < length && STOPS[bytes[i]!] === 0) i++
    if (i >= length) unexpected(bytes, length, 'the end of a string')
    if (bytes[i] === QUOTE) return i + 1
    i = escapeEnd(bytes, i, length)
  }
}

/** Where the value begins whose key's closing quote stands before `index`: behind the colon and blanks. @throws JsonError */
export function valueStart(bytes: Buffer, index: number, length: number): number {
  if (index + 1 < length && bytes[index] === COLON && bytes[index + 1]! > SPACE) return index + 1
  const i = blankEnd(bytes, index, length)
  if (i >= length || bytes[i] !== COLON) unexpected(bytes, i, '":"')
  return blankEnd(bytes, i + 1, length)
}

/** The end of the value that begins at `index`, not blank, within `outer` containers. @throws JsonError */
export function valueEnd(bytes: Buffer, index: number, length: number, outer: number): number {
  let i = index
  let depth = outer
  let inObject = false
  for (;;) {
    // Here a value begins.
    const first = i < length ? bytes[i]! : 0
    if (first === QUOTE) {
      i++
      while (i < length && STOPS[bytes[i]!] === 0) i++
      i = i < length && bytes[i] === QUOTE ? i + 1 : stringEnd(bytes, i, length)
    } else if (first === BRACE || first === BRACKET) {
      depth = deeper(i, depth)
      inObject = first === BRACE
      isObject[depth] = inObject ? 1 : 0
      i = blankEnd(bytes, i + 1, length)
      if (i >= length) unexpected(bytes, i, inObject ? 'a key or "}"' : 'a value or "]"')
      if (bytes[i] !== first + 2) {
        if (inObject) i = keyEnd(bytes, i, length, 'a key or "}"')
        continue
      }
    } else i = scalarEnd(bytes, i, length)
    if (depth === outer) return i

    // Here a value has ended within a container, or an empty one is about to.
    for (;;) {
      if (i < length && bytes[i]! <= SPACE) i = blankEnd(bytes, i, length)
      const next = i < length ? bytes[i]! : 0
      if (next === COMMA) {
        i++
        if (i < length && bytes[i]! <= SPACE) i = blankEnd(bytes, i, length)
        if (inObject) {
          if (i >= length || bytes[i] !== QUOTE) unexpected(bytes, i, 'a key')
          i++
          while (i < length && STOPS[bytes[i]!] === 0) i++
          i = i < length && bytes[i] === QUOTE ? i + 1 : stringEnd(bytes, i, length)
          i =
            i + 1 < length && bytes[i] === COLON && bytes[i + 1]! > SPACE
              ? i + 1
              : valueStart(bytes, i, length)
        }
        break
      }
      if (next !== (inObject ? BRACE_END : BRACKET_END))
        unexpected(bytes, i, `"," or ${inObject ? '"}"' : '"]"'}`)
      i++
      if (--depth === outer) return i
      inObject = isObject[depth] === 1
    }
  }
}

/** One level more. @throws JsonError beyond the limit, for the container at `index`. */
export function deeper(index: number, depth: number): number {
  if (depth === MAX_DEPTH) throw new JsonError(index, `nested deeper than ${MAX_DEPTH} levels`)
  return depth + 1
}

function keyEnd(bytes: Buffer, index: number, length: number, expected: string): number {
  if (index >= length || bytes[index] !== QUOTE) unexpected(bytes, index, expected)
  let i = index + 1
  while (i < length && STOPS[bytes[i]!] === 0) i++
  i = i < length && bytes[i] === QUOTE ? i + 1 : stringEnd(bytes, i, length)
  return valueStart(bytes, i, length)
}

function escapeEnd(bytes: Buffer, index: number, length: number): number {
  if (bytes[index] !== BACKSLASH) unexpected(bytes, index, 'control characters to be escaped')
  findings.escapes++
  const i = index + 1
  if (i < length && ESCAPES[bytes[i]!] !== 0) return i + 1
  if (i >= length || bytes[i] !== 0x75) unexpected(bytes, i, 'one of "\\/bfnrtu after a backslash')
  for (let digit = i + 1; digit < i + 5; digit++) {
    if (digit >= length || HEX[bytes[digit]!] === 0)
      unexpected(bytes, digit, 'four hexadecimal digits after \\u')
  }
  return i + 5
}

function scalarEnd(bytes: Buffer, index: number, length: number): number {
  const first = index < length ? bytes[index]! : 0
  if (first === NULL[0]) return literalEnd(bytes, index, length, NULL)
  if (first === TRUE[0]) return literalEnd(bytes, index, length, TRUE)
  if (first === FALSE[0]) return literalEnd(bytes, index, length, FALSE)
  if (first === MINUS) return numberEnd(bytes, index + 1, length, 'a digit')
  return numberEnd(bytes, index, length, 'a value')
}

function literalEnd(bytes: Buffer, index: number, length: number, literal: Buffer): number {
  for (let i = 1; i < literal.length; i++) {
    if (index + i >= length || bytes[index + i] !== literal[i])
      unexpected(bytes, index + i, literal.toString())
  }
  return index + literal.length
}

function numberEnd(bytes: Buffer, index: number, length: number, expected: string): number {
  let i = index < length && bytes[index] === ZERO ? index + 1 : digitsEnd(bytes, index, length, expected)
  const digits = i - index
  if (i >= length) return integer(i, digits)
  let next = bytes[i]!
  if (next !== DOT && (next | 0x20) !== 0x65) return integer(i, digits)
  if (next === DOT) {
    i = digitsEnd(bytes, i + 1, length, 'a digit')
    if (i >= length) return i
    next = bytes[i]!
  }
  if ((next | 0x20) !== 0x65) return i
  i++
  if (i < length && (bytes[i] === PLUS || bytes[i] === MINUS)) i++
  return digitsEnd(bytes, i, length, 'a digit')
}

function integer(end: number, digits: number): number {
  if (digits > EXACT_DIGITS) findings.longInteger = true
  if (digits > MAX_DIGITS)
    throw new JsonError(end - digits, `an integer of ${digits} digits, at most ${MAX_DIGITS} are read`)
  return end
}

function digitsEnd(bytes: Buffer, index: number, length: number, expected: string): number {
  let i = index
  while (i < length && isDigit(bytes[i]!)) i++
  if (i === index) unexpected(bytes, i, expected)
  return i
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function table(has: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (has(byte) ? 1 : 0))
}
