import { SluiceError } from '../../src/errors.ts'
import type { Delivery } from '../../src/types.ts'
import { type Compile, parseTemplate, type ValueTemplate } from '../template.ts'

/** Bytes of a topic's name (MQTT 5 §1.5.4). */
export const longestTopic = 65_535

// Wildcards, the separator of levels, and what MQTT forbids in text (§1.5.4): NUL; control characters should not occur.
const special = /[+#/%\u0000-\u001f\u007f-\u009f]/
const everySpecial = /[+#/%\u0000-\u001f\u007f-\u009f]/g

/** A topic name that a configuration gives. */
export interface Topic {
  /** The name itself, where it is the same for every event. */
  readonly fixed: string | undefined
  /** @throws SluiceError `template_failed`, also for a name that is empty or too long. */
  of(delivery: Delivery): string
}

/** @throws SluiceError `template_invalid` for what can never be a topic's name. */
export function parseTopic(text: string, compile?: Compile): Topic {
  const template = parseTemplate(text, compile, topicText)
  const wrong = problemOf(text.replace(/\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/gs, '*'))
  if (wrong !== undefined) throw new SluiceError('template_invalid', wrong)
  if (template.fixed !== undefined) return { fixed: template.fixed, of: () => text }
  // A name that begins with $ belongs to the broker, and is not for an event to choose.
  const begins = /^\{[{%#]/.test(text)
  return { fixed: undefined, of: delivery => rendered(template, delivery, begins) }
}

/** Why a text cannot be a topic's name; undefined where it can. */
export function problemOf(name: string): string | undefined {
  if (name === '') return 'a topic without a name'
  if (/[+#]/.test(name)) return 'has a wildcard (+ or #); these are for subscribers'
  if (name.includes('\0')) return 'has a NUL in it'
  if (name.startsWith('$share/')) return 'begins with $share/, which is for subscribers'
  if (!name.isWellFormed()) return 'is not well-formed Unicode'
  if (Buffer.byteLength(name) > longestTopic) return `longer than ${longestTopic} bytes`
  return undefined
}

/** Any text as a part of one level: `+`, `#`, `/`, `%` and control characters percent-encoded (RFC 3986 §2.1). */
export function topicText(value: string): string {
  const text = value.toWellFormed()
  return special.test(text) ? text.replace(everySpecial, encodeURIComponent) : text
}

function rendered(template: ValueTemplate, delivery: Delivery, begins: boolean): string {
  const text = template.render(delivery)
  const name = begins && text.startsWith('$') ? `%24${text.slice(1)}` : text
  if (name === '') throw new SluiceError('template_failed', 'the topic is empty')
  // A character has at most three bytes in UTF-16's units.
  if (name.length * 3 > longestTopic && Buffer.byteLength(name) > longestTopic)
    throw new SluiceError('template_failed', `the topic is longer than ${longestTopic} bytes`)
  return name
}
