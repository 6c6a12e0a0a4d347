import { refuse } from '../error.ts'

const ESCAPE =
  /\\(?:\n|x([\da-fA-F]{0,2})|u([\da-fA-F]{0,4})|U([\da-fA-F]{0,8})|N(?:\{[^}]*\}?)?|([0-7]{1,3})|(.))/gs
/** What stands behind a backslash for a character of its own, in Python and in Go. */
export const SIMPLE_ESCAPES: { readonly [letter: string]: string } = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** What a text in quotes stands for; Python's escapes. @throws SyntaxProblem */
export function stringValue(literal: string, at: number): string {
  const inside = literal.slice(1, -1)
  if (!inside.includes('\\')) return inside
  return inside.replace(
    ESCAPE,
    (whole, x?: string, u?: string, wide?: string, octal?: string, letter?: string) => {
      if (x !== undefined) return hex(x, 2, at, '\\xXX')
      if (u !== undefined) return hex(u, 4, at, '\\uXXXX')
      if (wide !== undefined) return hex(wide, 8, at, '\\UXXXXXXXX')
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
      if (whole === '\\\n') return ''
      if (letter === undefined)
        return refuse(at, 'names of characters are not available', 'write \\uXXXX instead of \\N{…}')
      return SIMPLE_ESCAPES[letter] ?? whole
    },
  )
}

function hex(digits: string, count: number, at: number, form: string): string {
  if (digits.length < count) refuse(at, `truncated ${form} escape`)
  const code = Number.parseInt(digits, 16)
  if (code > 0x10ffff) refuse(at, 'illegal Unicode character')
  return String.fromCodePoint(code)
}
