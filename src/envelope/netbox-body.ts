/**
 * The body that NetBox's own webhooks have: the message as Python's `json.dumps` writes it, with `", "` and `": "` between,
 * ASCII only, escapes in lower-case hex, floats as Python prints them. The order of keys is the message's.
 */
import { pythonFloat } from './python-float.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
// What `json.dumps` escapes: everything but printable ASCII, and two of that.
const ESCAPED = /[\u0000-\u001f"\\\u007f-\uffff]/g
const UNESCAPED = /^[ -~]*$/
const SHORT: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

/** Writes valid JSON anew, in Python's way. */
export function netboxBody(message: Buffer): Buffer {
  const text = message.toString()
  const parts: string[] = []
  for (let i = 0; i < text.length; ) {
    const unit = text.charCodeAt(i)
    if (unit === QUOTE) {
      const end = stringEnd(text, i + 1)
      parts.push(pythonString(text.slice(i, end)))
      i = end
    } else if (unit <= 0x20) i++
    else if (unit === 0x2c || unit === 0x3a) {
      parts.push(unit === 0x2c ? ', ' : ': ')
      i++
    } else if (isNumber(unit)) {
      const end = numberEnd(text, i)
      parts.push(pythonNumber(text.slice(i, end)))
      i = end
    } else parts.push(text[i++]!) // a bracket, or a letter of true, false, null
  }
  return Buffer.from(parts.join(''), 'latin1')
}

/** The index behind the closing quote. */
function stringEnd(text: string, from: number): number {
  let i = from
  for (; text.charCodeAt(i) !== QUOTE; i++) if (text.charCodeAt(i) === BACKSLASH) i++
  return i + 1
}

function pythonString(quoted: string): string {
  if (UNESCAPED.test(quoted) && !quoted.includes('\\')) return quoted
  const escaped = (JSON.parse(quoted) as string).replace(
    ESCAPED,
    unit => SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `"${escaped}"`
}

function isNumber(unit: number): boolean {
  return unit === 0x2d || (unit >= 0x30 && unit <= 0x39)
}

function numberEnd(text: string, from: number): number {
  let i = from + 1
  for (; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // Digits, point, signs, exponent.
    if (!isNumber(unit) && unit !== 0x2e && unit !== 0x2b && unit !== 0x45 && unit !== 0x65) break
  }
  return i
}

/** Integers as they are; a float beyond what a float holds stays as it was written, since Python would write no JSON. */
function pythonNumber(text: string): string {
  if (/^-?\d+$/.test(text)) return text === '-0' ? '0' : text
  const value = Number(text)
  return Number.isFinite(value) ? pythonFloat(value) : text
}
