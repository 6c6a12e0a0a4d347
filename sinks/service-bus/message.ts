import type { ServiceBusMessage } from '@azure/service-bus'
import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome } from '../../src/types.ts'
import { type Attributes, attributesOf, attributeText } from '../attributes.ts'
import { addSignatures, type Signer } from '../signatures.ts'
import type { ValueTemplate } from '../template.ts'
import { type Grouping, identityOf } from './identity.ts'

/** A message as the SDK takes it. Its body is bytes: text would be sent as a JSON string, in quotes. */
export interface Message extends ServiceBusMessage {
  readonly body: Buffer
}

/** How deliveries become messages. */
export interface MessageOptions {
  readonly grouping: Grouping
  readonly netboxId: string
  /** Values of further application properties, by name. */
  readonly attributes: ReadonlyMap<string, ValueTemplate>
  /** Each adds application properties that sign the body. */
  readonly signers: readonly Signer[]
  /** Undefined: what the body is. */
  readonly contentType: string | undefined
  /** Milliseconds until a message can be received; 0: at once. */
  readonly delay: number
  /** When it can be received, as text: ISO 8601. Undefined: see `delay`. */
  readonly schedule: ValueTemplate | undefined
  /** Milliseconds; 0: as the entity has it. */
  readonly timeToLive: number
}

/** The message of a delivery, or the outcome where there can be none. */
export function messageOf(
  delivery: Delivery,
  options: MessageOptions,
): Message | (Outcome & { kind: 'refused' }) {
  const { body, event, contentType = 'application/json' } = delivery
  try {
    const { messageId, sessionId, partitionKey } = identityOf(delivery, options.grouping)
    const message: Message = {
      body,
      messageId,
      contentType: options.contentType ?? contentType,
      applicationProperties: propertiesOf(delivery, options),
    }
    if (event.type !== '') message.subject = attributeText(event.type)
    if (sessionId !== undefined) message.sessionId = sessionId
    if (partitionKey !== undefined) message.partitionKey = partitionKey
    if (options.timeToLive > 0) message.timeToLive = options.timeToLive
    const at = scheduledAt(delivery, options)
    if (at !== undefined) message.scheduledEnqueueTimeUtc = at
    return message
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'template_failed') throw error
    return { kind: 'refused', class: 'template', reason: error.message.replaceAll(/[^ -~]/g, '?') }
  }
}

function propertiesOf(delivery: Delivery, options: MessageOptions): Attributes {
  const properties = attributesOf(delivery, options.netboxId)
  for (const [name, template] of options.attributes) {
    const value = template.render(delivery)
    if (value !== '') properties[name] = attributeText(value)
  }
  for (const [name, value] of delivery.cloudEvent ?? []) properties[name] = attributeText(value)
  addSignatures(properties, options.signers, delivery)
  return properties
}

const isoTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/
const withZone = /(Z|[+-]\d\d:?\d\d)$/

/** When the message can be received; undefined: at once. A time that has passed is at once, too. */
function scheduledAt(delivery: Delivery, { delay, schedule }: MessageOptions): Date | undefined {
  if (schedule === undefined) return delay > 0 ? new Date(Date.now() + delay) : undefined
  const text = schedule.render(delivery).trim()
  if (text === '') return undefined
  // Without a zone it is UTC, as NetBox writes it; JavaScript would take this machine's.
  const time = text.includes('T') && !withZone.test(text) ? `${text}Z` : text
  const date = new Date(isoTime.test(text) ? time : Number.NaN)
  if (!Number.isNaN(date.getTime())) return date
  throw new SluiceError('template_failed', 'schedule: expected a time as 2026-01-31T12:00:00Z')
}
