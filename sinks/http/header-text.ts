/** Headers as text: lines as NetBox has them, or one comma-separated line as Netography has it. */

// Where Python's `str.splitlines` ends a line.
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/
// What Python's `str.strip` takes away.
const blank = /[\x1c-\x1f\x85]|(?!\ufeff)\s/
const name = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/**
 * Splits rendered text into headers: a line without a colon says nothing, name and value are trimmed, of one name the last
 * counts.
 */
export function headerLines(text: string): Map<string, string> {
  const headers = new Map<string, string>()
  for (const line of text.split(lineEnd)) {
    const colon = line.indexOf(':')
    if (colon >= 0) headers.set(stripped(line.slice(0, colon)), stripped(line.slice(colon + 1)))
  }
  return headers
}

function stripped(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && blank.test(text[start]!)) start++
  while (end > start && blank.test(text[end - 1]!)) end--
  return text.slice(start, end)
}

/**
 * One line in which every part between commas is a header of its own, `X-A: 1, X-B: 2`, as lines; other text as it is. A
 * value with a comma in it (`Accept: text/html, text/plain`) is no such line.
 */
export function asLines(text: string): string {
  if (lineEnd.test(text) || !text.includes(',')) return text
  const parts = text.split(',').map(part => part.trim())
  const headers = parts.every(part => {
    const colon = part.indexOf(':')
    return colon > 0 && name.test(part.slice(0, colon)) && !part.startsWith('//', colon + 1)
  })
  return headers ? parts.join('\n') : text
}

/** What is wrong with a header that was rendered; undefined where nothing is. Values are shown nowhere. */
export function headerProblem(header: string, value: string): string | undefined {
  if (!name.test(header)) return 'a header with a name that is none'
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    return `header ${header}: has a line break, a control character or one beyond Latin-1 in its value`
  return undefined
}
