import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome } from '../../src/types.ts'
import { type Attributes, attributesOf, attributeText } from '../attributes.ts'
import { addSignatures, type Signer } from '../signatures.ts'
import type { ValueTemplate } from '../template.ts'
import { orderingKeyOf } from './ordering-key.ts'
import { emptySize, messageSize, mostBytes } from './size.ts'

/** One message of a request. */
export interface Message {
  readonly data: Buffer
  readonly attributes: Attributes
  /** Empty: none. */
  readonly orderingKey: string
  /** Bytes that it takes up in a request. */
  readonly size: number
}

/** How deliveries become messages. */
export interface MessageOptions {
  /** Its full name. */
  readonly topic: string
  readonly ordering: boolean
  /** How many ordering keys the events' keys share; 0: each has its own. */
  readonly orderingKeys: number
  readonly netboxId: string
  /** Values of further attributes, by name. */
  readonly attributes: ReadonlyMap<string, ValueTemplate>
  /** Each adds attributes that sign the data. */
  readonly signers: readonly Signer[]
}

/** The message of a delivery, or the outcome where there can be none. */
export function messageOf(
  delivery: Delivery,
  options: MessageOptions,
): Message | (Outcome & { kind: 'refused' }) {
  const { body, event } = delivery
  let attributes: Attributes
  try {
    attributes = allAttributes(delivery, options)
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'template_failed') throw error
    return { kind: 'refused', class: 'template', reason: error.message.replaceAll(/[^ -~]/g, '?') }
  }
  const parts = {
    data: body,
    attributes,
    orderingKey: options.ordering ? orderingKeyOf(event.key, options.orderingKeys) : '',
  }
  const size = messageSize(parts)
  const whole = emptySize(options.topic) + size
  if (whole <= mostBytes) return { ...parts, size }
  const reason = `too large: a request of ${whole} bytes; Pub/Sub takes ${mostBytes}`
  return { kind: 'refused', class: 'too_large', reason }
}

function allAttributes(delivery: Delivery, options: MessageOptions): Attributes {
  const attributes = attributesOf(delivery, options.netboxId)
  for (const [name, template] of options.attributes) {
    const value = template.render(delivery)
    if (value !== '') attributes[name] = attributeText(value)
  }
  const { contentType, cloudEvent, test } = delivery
  // As Google's binding for CloudEvents has it; of JSON nobody needs to be told.
  if (contentType !== undefined && (cloudEvent !== undefined || contentType !== 'application/json'))
    attributes['content-type'] = contentType
  for (const [name, value] of cloudEvent ?? []) attributes[`ce-${name}`] = attributeText(value)
  if (test === true) attributes['test'] = 'true'
  addSignatures(attributes, options.signers, delivery)
  return attributes
}
