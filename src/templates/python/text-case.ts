/** Upper and lower case, and what kind of characters a text has, as Python's str methods say. */
import { grow, look } from '../budget.ts'

/** Letters that have a form of their own at the head of a word. */
const TITLE: { readonly [letter: string]: string } = {
  Ǆ: 'ǅ',
  ǅ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǈ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǋ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǲ: 'ǲ',
  ǳ: 'ǲ',
}
const CASED = /[\p{Lowercase}\p{Uppercase}\p{Lt}]/u
const UPPER = /\p{Uppercase}/u
const LOWER = /\p{Lowercase}/u
const HEAD = /\p{Lt}/u
/** Looking at one character after the other takes so many times as long as looking through a text. */
const SLOW = 8

export function upper(text: string): string {
  grow(text.length)
  return text.toUpperCase()
}

export function lower(text: string): string {
  grow(text.length)
  return text.toLowerCase()
}

/** `text.capitalize()` */
export function capitalize(text: string): string {
  const [first = ''] = text
  return head(first) + lower(text).slice(first.toLowerCase().length)
}

/** `text.title()`: letters behind what is no letter are heads of words. */
export function title(text: string): string {
  look(text.length * SLOW)
  grow(text.length)
  let inWord = false
  let out = ''
  const lowered = Array.from(text)
  for (const [i, c] of lowered.entries()) {
    if (!CASED.test(c)) out += c
    else out += inWord ? lowerAt(lowered, i) : head(c)
    inWord = CASED.test(c)
  }
  return out
}

export function swapCase(text: string): string {
  look(text.length * SLOW)
  grow(text.length)
  const points = Array.from(text)
  return points
    .map((c, i) => (UPPER.test(c) ? lowerAt(points, i) : LOWER.test(c) ? c.toUpperCase() : c))
    .join('')
}

/** `text.casefold()` */
export function foldCase(text: string): string {
  grow(text.length)
  return text
    .replace(/[ßẞ]/g, 'ss')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(/[\ufb00-\ufb06]/g, c => c.toUpperCase().toLowerCase())
}

/** Whether all cased characters are lower case, or upper case, and there is one. */
export function isCase(text: string, wanted: 'lower' | 'upper'): boolean {
  look(text.length * SLOW)
  let cased = false
  for (const c of text) {
    if (HEAD.test(c) || (wanted === 'lower' ? UPPER : LOWER).test(c)) return false
    cased ||= (wanted === 'lower' ? LOWER : UPPER).test(c)
  }
  return cased
}

/** `text.istitle()` */
export function isTitle(text: string): boolean {
  look(text.length * SLOW)
  let inWord = false
  let found = false
  for (const c of text) {
    if (UPPER.test(c) || HEAD.test(c)) {
      if (inWord) return false
      found = inWord = true
    } else if (LOWER.test(c)) {
      if (!inWord) return false
    } else inWord = false
  }
  return found
}

/** Whether every character is of that kind, and there is one. */
export function isAll(text: string, kind: RegExp): boolean {
  look(text.length)
  return kind.test(text)
}

function head(character: string): string {
  const special = TITLE[character]
  if (special !== undefined) return special
  const big = character.toUpperCase()
  const [first = ''] = big
  // One letter that becomes several: ß is Ss at the head of a word.
  return big.length > first.length ? first + big.slice(first.length).toLowerCase() : big
}

// A sigma at the end of a word has a form of its own.
function lowerAt(points: readonly string[], i: number): string {
  if (points[i] !== 'Σ') return points[i]!.toLowerCase()
  const before = points.slice(Math.max(0, i - 1), i).join('')
  return `${before}Σ${points[i + 1] ?? ''}`.toLowerCase().slice(before.length, before.length + 1)
}
