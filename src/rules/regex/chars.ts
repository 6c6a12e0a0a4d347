/** Sets of characters: what one step of a pattern can match. */
import { asciiLower, lower, sameInAnyCase, sameLower } from './casing.ts'

/** Whether a character is in the set. */
export type CharTest = (code: number) => boolean

/** A set of characters, tabled for the first 256 unless it is cheap to ask. */
export class CharSet {
  readonly #table: Uint8Array | undefined
  readonly #test: CharTest

  constructor(test: CharTest, isCheap = false) {
    this.#test = test
    if (!isCheap) this.#table = Uint8Array.from({ length: 256 }, (_, code) => (test(code) ? 1 : 0))
  }

  has(code: number): boolean {
    return this.#table !== undefined && code < 256 ? this.#table[code] === 1 : this.#test(code)
  }
}

/** How letters and classes are to be taken. */
export interface CharOptions {
  readonly ignoreCase: boolean
  /** `(?a)`: classes and case know ASCII only. */
  readonly ascii: boolean
}

/** What stands in a class: one character, a range, or a class of its own. */
export type CharItem = Range | { readonly category: string }

interface Range {
  readonly from: number
  readonly to: number
}

const DIGIT = /^\p{Nd}$/u
const WORD = /^[\p{L}\p{N}_]$/u
const SPACE = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/u
const ASCII_DIGIT = /^[0-9]$/
const ASCII_WORD = /^[0-9A-Za-z_]$/
const ASCII_SPACE = /^[\t-\r ]$/

/** The set of a class's items. */
export function charSet(items: readonly CharItem[], negate: boolean, options: CharOptions): CharSet {
  const tests = items.map(item =>
    'category' in item ? category(item.category, options.ascii) : range(item, items.length > 1, options),
  )
  const fold = folder(options)
  const only = tests.length === 1 ? tests[0]! : (code: number) => tests.some(test => test(code))
  if (fold === undefined) {
    const isCheap = items.length === 1 && !('category' in items[0]!)
    return new CharSet(negate ? code => !only(code) : only, isCheap)
  }
  return new CharSet(code => only(fold(code)) !== negate)
}

/** Every character, or every one but the line feed. */
export function anyChar(lineFeed: boolean): CharSet {
  return new CharSet(lineFeed ? () => true : code => code !== 0x0a, true)
}

/** `\w`, which decides `\b` too. */
export function isWord(code: number, ascii: boolean): boolean {
  if (code < 0x80) return ASCII_WORD.test(String.fromCharCode(code))
  return !ascii && WORD.test(String.fromCodePoint(code))
}

/** What makes two characters one under the options; undefined where nothing does. */
export function folder({ ignoreCase, ascii }: CharOptions): ((code: number) => number) | undefined {
  if (!ignoreCase) return undefined
  return ascii ? asciiLower : lower
}

/** `\d`, `\s`, `\w`, and their opposites in capitals. */
function category(letter: string, ascii: boolean): CharTest {
  const pattern = patternOf(letter.toLowerCase(), ascii)
  const wanted = letter === letter.toLowerCase()
  return code => pattern.test(String.fromCodePoint(code)) === wanted
}

function patternOf(letter: string, ascii: boolean): RegExp {
  if (letter === 'd') return ascii ? ASCII_DIGIT : DIGIT
  if (letter === 's') return ascii ? ASCII_SPACE : SPACE
  return ascii ? ASCII_WORD : WORD
}

/** The test gets characters that are folded already. */
function range({ from, to }: Range, amongOthers: boolean, options: CharOptions): CharTest {
  // Among others, Python takes a single character beyond U+FFFF as it stands even under (?i).
  if (!options.ignoreCase || (amongOthers && from === to && from > 0xffff)) {
    return code => within(code, from, to)
  }
  // Python takes ranges beyond U+FFFF in any case even under (?a).
  if (options.ascii && (from === to || to <= 0xffff)) {
    return code => within(code, from, to) || within(asciiUpper(code), from, to)
  }
  if (from === to) {
    const letters = sameLower(lower(from))
    return code => letters.includes(code)
  }
  return code => sameInAnyCase(code).some(same => within(same, from, to))
}

function within(code: number, from: number, to: number): boolean {
  return code >= from && code <= to
}

function asciiUpper(code: number): number {
  return code >= 0x61 && code <= 0x7a ? code - 0x20 : code
}
