import { SluiceError } from '../src/errors.ts'
import type { Delivery, NewRecord, Outcome } from '../src/types.ts'
import { attributesOf, attributeText, ownAttributes } from './attributes.ts'
import { addSignatures, type Signer } from './signatures.ts'
import type { ValueTemplate } from './template.ts'

/** A record on its way to a log. */
export interface Addressed {
  readonly topic: string
  readonly record: NewRecord
}

/** How deliveries become records of a log. */
export interface RecordOptions {
  readonly topic: ValueTemplate
  readonly netboxId: string
  /** Values of further headers, by name. */
  readonly headers: ReadonlyMap<string, ValueTemplate>
  /** Each adds headers that sign the value. */
  readonly signers: readonly Signer[]
}

type Refused = Outcome & { readonly kind: 'refused' }

/** Whether a header of that name is set here alone. */
export function isOwnHeader(name: string): boolean {
  return (
    ownAttributes.has(name) ||
    ['dedup_id', 'netbox_version', 'content-type', 'test'].includes(name) ||
    name.startsWith('ce_')
  )
}

/** The record of a delivery, or the outcome where there can be none. */
export function recordOf(delivery: Delivery, options: RecordOptions): Addressed | Refused {
  try {
    const headers = Object.entries(headersOf(delivery, options)).map(([name, value]) => ({
      name,
      value: Buffer.from(value),
    }))
    const topic = options.topic.render(delivery)
    const problem = topicProblem(topic)
    if (problem !== undefined) throw new SluiceError('template_failed', `the topic ${problem}`)
    return { topic, record: { key: keyOf(delivery), value: delivery.body, headers } }
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'template_failed') throw error
    return { kind: 'refused', class: 'template', reason: error.message.replaceAll(/[^ -~]/g, '?') }
  }
}

/** Why a text is no topic's name in Kafka; undefined: it is one. */
export function topicProblem(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name === '.' || name === '..') return 'is "." or ".."'
  if (name.length > 249) return 'has more than 249 characters'
  return /[^a-zA-Z0-9._-]/.test(name)
    ? 'has more than letters, digits, dots, underscores and hyphens'
    : undefined
}

/** Any text as a part of a topic's name: what Kafka does not take becomes `_`. */
export function topicText(value: string): string {
  return value.replaceAll(/[^a-zA-Z0-9._-]/g, '_')
}

/** The record's own, byte for byte, so that it comes to lie with the others of its key. */
function keyOf({ event: { record, key } }: Delivery): Buffer | null {
  return record.key ?? (key === undefined ? null : Buffer.from(key))
}

function headersOf(delivery: Delivery, options: RecordOptions): { readonly [name: string]: string } {
  const { event, contentType, cloudEvent, test } = delivery
  const headers = attributesOf(delivery, options.netboxId)
  headers['dedup_id'] = delivery.dedupId
  if (event.netboxVersion !== '') headers['netbox_version'] = attributeText(event.netboxVersion)
  for (const [name, template] of options.headers) {
    const value = template.render(delivery)
    if (value !== '') headers[name] = attributeText(value)
  }
  // As Kafka's binding for CloudEvents has it; of JSON nobody needs to be told.
  if (contentType !== undefined && (cloudEvent !== undefined || contentType !== 'application/json'))
    headers['content-type'] = contentType
  for (const [name, value] of cloudEvent ?? []) headers[`ce_${name}`] = attributeText(value)
  if (test === true) headers['test'] = 'true'
  addSignatures(headers, options.signers, delivery)
  return headers
}
