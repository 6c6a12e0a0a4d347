import { grow, look } from '../budget.ts'
import { str } from './repr.ts'
import { Markup, type Value } from './values.ts'

const SPECIAL = /[&<>'"]/
const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
}

/** `markupsafe.escape(value)`: what is Markup already stays as it is. */
export function escapeHtml(value: Value): Markup {
  return value instanceof Markup ? value : new Markup(escapeText(str(value)))
}

/** Text with the five characters of HTML escaped. */
export function escapeText(text: string): string {
  look(text.length)
  if (!SPECIAL.test(text)) return text
  const escaped = text.replace(/[&<>'"]/g, character => ESCAPES[character]!)
  grow(escaped.length)
  return escaped
}
