import { unitEscape } from '../text.ts'

// Deeper, the indentation would be most of the output: it grows with the square of the depth.
const deepest = 64

/**
 * JSON text indented by four spaces, with everything beyond ASCII escaped, as NetBox's receiver prints it. Works on the
 * text: numbers, key order and duplicate keys stay as they came. The text must be JSON; undefined where it is nested
 * deeper than 64 levels.
 */
export function prettyJson(json: string): string | undefined {
  const out: string[] = []
  let depth = 0
  let before = ''
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/gs)) {
    const opened = before === '{' || before === '['
    const closes = token === '}' || token === ']'
    if (closes) depth--
    // An empty list or object stays on its line.
    if (closes ? !opened : opened || before === ',') out.push(`\n${' '.repeat(4 * depth)}`)
    if (token === '{' || token === '[') depth++
    if (depth > deepest) return undefined
    out.push(token === ':' ? ': ' : ascii(token))
    before = token
  }
  return out.join('')
}

function ascii(token: string): string {
  return token.replace(/[\u007f-\uffff]/g, unitEscape)
}
