/** Upper and lower case as Python's `(?i)` takes them: one character for one. */

// Lower-case letters that count as the same although neither is the other's upper or lower case, with the upper case
// they share: i and dotless i, s and long s, the micro sign and mu, sigma and final sigma, …
const SAME: readonly (readonly number[])[] = [
  [0x69, 0x131],
  [0x73, 0x17f],
  [0xb5, 0x3bc],
  [0x345, 0x3b9, 0x1fbe],
  [0x390, 0x1fd3],
  [0x3b0, 0x1fe3],
  [0x3b2, 0x3d0],
  [0x3b5, 0x3f5],
  [0x3b8, 0x3d1],
  [0x3ba, 0x3f0],
  [0x3c0, 0x3d6],
  [0x3c1, 0x3f1],
  [0x3c2, 0x3c3],
  [0x3c6, 0x3d5],
  [0x432, 0x1c80],
  [0x434, 0x1c81],
  [0x43e, 0x1c82],
  [0x441, 0x1c83],
  [0x442, 0x1c84, 0x1c85],
  [0x44a, 0x1c86],
  [0x463, 0x1c87],
  [0x1c88, 0xa64b],
  [0x1e61, 0x1e9b],
  [0xfb05, 0xfb06],
]

const SAME_AS = new Map(SAME.flatMap(letters => letters.map(letter => [letter, letters])))

const DOTTED_CAPITAL_I = 0x130
const LAST_CASED = 0x1ffff

/** The lower case of a character. */
export function lower(code: number): number {
  if (code < 0x80) return asciiLower(code)
  const text = String.fromCodePoint(code).toLowerCase()
  const first = text.codePointAt(0)!
  if (code === DOTTED_CAPITAL_I || text.length === (first > 0xffff ? 2 : 1)) return first
  return code
}

/** The lower case of A to Z; everything else as it is. */
export function asciiLower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code
}

/** Lower-case letters that match a lower-case letter: itself among them. */
export function sameLower(code: number): readonly number[] {
  return SAME_AS.get(code) ?? [code]
}

/** All characters that match a lower-case letter, in any case. */
export function sameInAnyCase(code: number): readonly number[] {
  capitals ??= findCapitals()
  return sameLower(code).flatMap(letter => [letter, ...(capitals!.get(letter) ?? [])])
}

// Made at the first range under (?i): some ten milliseconds.
let capitals: ReadonlyMap<number, readonly number[]> | undefined

function findCapitals(): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (let code = 0; code <= LAST_CASED; code++) {
    const small = lower(code)
    if (small === code) continue
    const known = found.get(small)
    if (known === undefined) found.set(small, [code])
    else known.push(code)
  }
  return found
}
