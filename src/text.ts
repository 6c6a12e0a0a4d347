import type { Address } from './config/types.ts'

// C0, DEL and C1; line and paragraph separators; marks that turn the reading direction.
const hidden = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const short: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * Text for a terminal: control characters, separators and direction marks, which could move the cursor or hide what
 * follows, as escapes (`\u001b`). Line breaks and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(hidden, character =>
    character === '\n' || character === '\t' ? character : escaped(character),
  )
}

/** One line of text for a terminal: line breaks and tabs are escapes too (`\n`), so that it cannot begin another line. */
export function printableLine(text: string): string {
  return text.replace(hidden, escaped)
}

/** A UTF-16 unit as JSON escapes it: `\u001b`. */
export function unitEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** `host:port`, an IPv6 host in brackets. */
export function addressText({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** `http://host:port`, without a path. */
export function urlOf(address: Address): string {
  return `http://${addressText(address)}`
}

function escaped(character: string): string {
  return short[character] ?? unitEscape(character)
}
