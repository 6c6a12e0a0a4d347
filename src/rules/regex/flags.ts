/** `(?i)` and the like. */
import type { Source } from './source.ts'

export interface Flags {
  readonly ignoreCase: boolean
  readonly ascii: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly verbose: boolean
}

export const NO_FLAGS: Flags = {
  ignoreCase: false,
  ascii: false,
  multiline: false,
  dotAll: false,
  verbose: false,
}

/** Read letters: for the rest of the pattern, or for one group only. */
export interface FlagGroup {
  readonly scope: 'pattern' | 'group'
  readonly flags: Flags
}

const NAMES: { readonly [letter: string]: keyof Flags } = {
  i: 'ignoreCase',
  a: 'ascii',
  m: 'multiline',
  s: 'dotAll',
  x: 'verbose',
}

/** Reads `i)`, `i:`, `-i:` or `is-m:`; the `(?` before it has been taken, the group's contents have not. */
export function readFlags(source: Source, flags: Flags): FlagGroup {
  const on = readLetters(source)
  const changed: { -readonly [name in keyof Flags]: Flags[name] } = { ...flags }
  if (on.includes('a') && on.includes('u'))
    throw source.error("bad inline flags: flags 'a', 'u' and 'L' are incompatible")
  for (const letter of on) {
    if (letter === 'u') changed.ascii = false
    else changed[NAMES[letter]!] = true
  }
  if (source.take(')')) return { scope: 'pattern', flags: changed }
  if (source.take('-')) {
    const off = readLetters(source)
    if (off === '') throw source.error('missing flag')
    for (const letter of off) {
      if (letter === 'a' || letter === 'u') {
        throw source.error("bad inline flags: cannot turn off flags 'a', 'u' and 'L'")
      }
      if (on.includes(letter)) throw source.error('bad inline flags: flag turned on and off')
      changed[NAMES[letter]!] = false
    }
  }
  if (!source.take(':'))
    throw source.error(source.peek() === undefined ? 'missing -, : or )' : 'unknown flag')
  return { scope: 'group', flags: changed }
}

function readLetters(source: Source): string {
  const letters = source.takeWhile(Number.MAX_SAFE_INTEGER, /^[iamsxu]$/)
  if (source.peek() === 'L') throw source.error("bad inline flags: cannot use 'L' flag with a str pattern")
  return letters
}
