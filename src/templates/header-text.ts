/** Headers as text: what NetBox's `additional_headers` renders to. */
import { splitLines, strip } from './python/text.ts'

/** A header by its name as it was written. */
export interface HeaderLine {
  readonly name: string
  readonly value: string
}

/**
 * The headers of a rendered text: a line each, whatever ends it; lines without a colon are left out; name and value are
 * trimmed, and of a name that comes twice the last value counts. Names are compared as they are written.
 * @throws Error for what no header can be: a name that is empty or is none, a value with a line end or characters beyond
 * Latin-1.
 */
export function headerLines(text: string): HeaderLine[] {
  const headers = new Map<string, string>()
  for (const line of splitLines(text)) {
    const colon = line.indexOf(':')
    if (colon < 0) continue
    const name = strip(line.slice(0, colon), null, true, true)
    const value = strip(line.slice(colon + 1), null, true, true)
    check(name, value)
    headers.set(name, value)
  }
  return Array.from(headers, ([name, value]) => ({ name, value }))
}

// Of RFC 9110 the characters of a token.
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

function check(name: string, value: string): void {
  if (!NAME.test(name))
    throw new Error(
      `found the header name ${JSON.stringify(name)}, expected a token of letters, digits and hyphens`,
    )
  if (/[\r\n\0]/.test(value)) throw new Error(`header ${name}: found a line end in the value`)
  const wide = /[^\0-\xff]/u.exec(value)
  if (wide !== null)
    throw new Error(`header ${name}: found ${JSON.stringify(wide[0])}, expected characters of Latin-1 alone`)
}
