import { isUtf8 } from 'node:buffer'
import { stringify } from '../../json/index.ts'
import { printableLine } from '../../text.ts'
import type { Json } from '../../types.ts'

const longest = 120 // characters
const longestSentence = 1_000

/** A JSON value as people see it: on one line, of bounded length, control characters escaped. */
export function valueText(value: Json): string {
  // JSON has no word for what is beyond the largest float.
  const text = typeof value === 'number' && !Number.isFinite(value) ? String(value) : stringify(value)
  return cut(printableLine(text))
}

/** A name or a list of names likewise. */
export function lineText(text: string): string {
  return cut(printableLine(text))
}

/** What is to be read to its end, an error's words, likewise but longer. */
export function sentenceText(text: string): string {
  return cut(printableLine(text), longestSentence)
}

/** Bytes as text where they are UTF-8, else in hexadecimal digits. */
export function bytesText(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString() : `0x${bytes.toString('hex')}`
}

/** An event's key, which is latin-1 text of bytes, likewise; undefined where it has none. */
export function eventKeyText(key: string | undefined): string | undefined {
  return key === undefined ? undefined : bytesText(Buffer.from(key, 'latin1'))
}

function cut(text: string, most = longest): string {
  // Half a surrogate pair is no character.
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
