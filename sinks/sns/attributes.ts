import type { Delivery } from '../../src/types.ts'
import { type Attributes, attributeText, ownAttributes, attributesOf as ownOf } from '../attributes.ts'

/** SNS's most: beyond them, delivery to SQS without the envelope of SNS drops the message. */
export const mostAttributes = 10

/** Those that every message may have: six always, and of a replay or with a trace one more each. */
export const reserved: ReadonlySet<string> = new Set([
  ...[...ownAttributes].filter(name => !name.startsWith('source_') || !isPlace(name)),
  'place',
])

/** What goes along with every message. Attributes are few, so the place is one. */
export function placedAttributes(delivery: Delivery, netboxId: string): Attributes {
  const { source_topic, source_partition, source_offset, ...attributes } = ownOf(delivery, netboxId)
  attributes['place'] = `${source_topic}/${source_partition}/${source_offset}`
  return attributes
}

/** A value as SNS takes it: what XML cannot carry becomes U+FFFD. */
export function valueText(text: string): string {
  return attributeText(text).replaceAll(unwritable, '\u{fffd}')
}

/** A name that SNS takes. Undefined: it does; else why not. */
export function nameProblem(name: string): string | undefined {
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name)) return 'is not 1 to 256 letters, digits and . _ -'
  if (/^(aws|amazon)\./i.test(name)) return 'begins with a word that AWS keeps for itself'
  return /^\.|\.$|\.\./.test(name) ? 'begins or ends with a dot, or has two in a row' : undefined
}

const unwritable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g // XML 1.0 §2.2

function isPlace(name: string): boolean {
  return ['source_topic', 'source_partition', 'source_offset'].includes(name)
}
