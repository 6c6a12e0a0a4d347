/** Text as Python counts it: in code points, with Python's idea of blanks and line ends. */
import { grow, look } from '../budget.ts'

const SURROGATES = /[\ud800-\udfff]/
/** Python's whitespace, as the inside of a character class. */
export const BLANKS = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
/** Python's `\w`, as the inside of a character class of a regular expression with the flag u. */
export const WORD = '\\p{L}\\p{N}_'
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g
const LEADING = new RegExp(`^[${BLANKS}]+`)
const BLANK = new RegExp(`[${BLANKS}]`)

/** Whether a UTF-16 unit is not a code point by itself. */
export function hasSurrogates(text: string): boolean {
  look(text.length)
  return SURROGATES.test(text)
}

/** `len(text)` */
export function lengthOf(text: string): number {
  if (!hasSurrogates(text)) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}

/** The characters of a text, each a string. */
export function characters(text: string): string[] {
  grow(text.length * 16)
  return hasSurrogates(text) ? Array.from(text) : text.split('')
}

/** The part of a text between two code points, both within it. */
export function part(text: string, start: number, end: number): string {
  if (!hasSurrogates(text)) return text.slice(start, end)
  return Array.from(text).slice(start, end).join('')
}

/** Where a code point stands in UTF-16. */
export function unitOf(text: string, point: number): number {
  if (!hasSurrogates(text)) return point
  let unit = 0
  let left = point
  for (const character of text) {
    if (left-- <= 0) break
    unit += character.length
  }
  return unit
}

/** The number of code points before a place in UTF-16. */
export function pointOf(text: string, unit: number): number {
  return hasSurrogates(text) ? lengthOf(text.slice(0, unit)) : unit
}

/** The order of two texts by code points: negative, zero, positive. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const shorter = Math.min(a.length, b.length)
  if (shorter >= 64) look(shorter)
  if (!SURROGATES.test(a) && !SURROGATES.test(b)) return a < b ? -1 : 1
  let i = 0
  while (i < shorter && a.charCodeAt(i) === b.charCodeAt(i)) i++
  if (i === shorter) return a.length - b.length
  const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
  // A surrogate stands for a code point above every single unit.
  return (x >= 0xd800 && x < 0xe000 ? x + 0x10000 : x) - (y >= 0xd800 && y < 0xe000 ? y + 0x10000 : y)
}

/** Lines without, or with, their ends; a line end at the end begins no line. */
export function splitLines(text: string, keepEnds = false): string[] {
  look(text.length)
  const lines: string[] = []
  let from = 0
  for (const { 0: end, index } of text.matchAll(LINE_END)) {
    lines.push(text.slice(from, keepEnds ? index + end.length : index))
    from = index + end.length
  }
  if (from < text.length) lines.push(text.slice(from))
  grow(text.length + lines.length * 16)
  return lines
}

/** `text.strip()`, on one side or both; of these characters, or of blanks. */
export function strip(text: string, chars: string | null, left: boolean, right: boolean): string {
  look(text.length)
  const points = hasSurrogates(text) ? Array.from(text) : text
  const set = chars === null ? undefined : new Set(chars)
  const goes = (c: string) => (set === undefined ? isBlank(c) : set.has(c))
  let start = 0
  let end = points.length
  if (left) while (start < end && goes(points[start]!)) start++
  if (right) while (end > start && goes(points[end - 1]!)) end--
  if (start === 0 && end === points.length) return text
  return typeof points === 'string' ? points.slice(start, end) : points.slice(start, end).join('')
}

/** The words of a text, blanks between them; at most `max` splits from the left, the rest as it is. */
export function splitBlanks(text: string, max: number): string[] {
  look(text.length)
  if (max < 0) return allWords(text)
  const words: string[] = []
  let rest = strip(text, null, true, false)
  while (rest !== '') {
    const end = words.length === max ? -1 : rest.search(BLANK)
    if (end < 0) {
      words.push(words.length === max ? rest : strip(rest, null, false, true))
      break
    }
    words.push(rest.slice(0, end))
    look(rest.length)
    rest = rest.slice(end).replace(LEADING, '')
  }
  grow(text.length + words.length * 16)
  return words
}

function allWords(text: string): string[] {
  const words: string[] = []
  let start = -1
  for (let i = 0; i <= text.length; i++) {
    const ends = i === text.length || isBlank(text[i]!)
    if (ends && start >= 0) words.push(text.slice(start, i))
    if (ends) start = -1
    else if (start < 0) start = i
  }
  grow(text.length + words.length * 16)
  return words
}

/** Whether one character is a blank to Python. */
export function isBlank(character: string): boolean {
  const code = character.charCodeAt(0)
  if (code <= 0x20) return code === 0x20 || (code >= 9 && code <= 13) || (code >= 0x1c && code <= 0x1f)
  return code >= 0x85 && BLANK.test(character)
}

/** The same character so many times. @throws PythonError where that is too much text. */
export function repeat(text: string, times: number): string {
  if (times <= 0 || text === '') return ''
  grow(text.length * times)
  return text.repeat(times)
}
