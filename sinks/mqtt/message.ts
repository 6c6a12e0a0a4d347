import type { IClientPublishOptions } from 'mqtt'
import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome } from '../../src/types.ts'
import { type Attributes, attributesOf, attributeText } from '../attributes.ts'
import { addSignatures, type Signer } from '../signatures.ts'
import type { ValueTemplate } from '../template.ts'
import type { Topic } from './topic.ts'

export type Qos = 0 | 1 | 2

/** The properties of a PUBLISH (MQTT 5 §3.3.2.3). */
export type Properties = NonNullable<IClientPublishOptions['properties']>

/** What is published: for one attempt, since a topic alias is added to its properties. */
export interface Message {
  readonly topic: string
  readonly body: Buffer
  readonly qos: Qos
  readonly retain: boolean
  /** Undefined before MQTT 5. */
  readonly properties: Properties | undefined
}

/** How deliveries become messages. */
export interface MessageOptions {
  readonly topic: Topic
  readonly qos: Qos
  readonly retain: boolean
  readonly protocol: 4 | 5
  readonly netboxId: string
  /** Values of further user properties, by name. */
  readonly attributes: ReadonlyMap<string, ValueTemplate>
  /** Each adds user properties that sign the payload. */
  readonly signers: readonly Signer[]
  /** Undefined: what the body is. */
  readonly contentType: string | undefined
  /** Seconds; 0: a message never expires. */
  readonly expiry: number
  readonly responseTopic: string | undefined
}

const mostRemaining = 268_435_455 // MQTT §1.5.5: four bytes of seven bits
const certainlyFits = mostRemaining - 16_777_216 // bytes of a body; counting the rest costs more than it is worth

/** The message of a delivery, or the outcome where there can be none. */
export function messageOf(
  delivery: Delivery,
  options: MessageOptions,
): Message | (Outcome & { kind: 'refused' }) {
  const { body } = delivery
  try {
    const { qos, retain, protocol } = options
    const topic = options.topic.of(delivery)
    const properties = protocol === 5 ? propertiesOf(delivery, options) : undefined
    const message = { topic, body, qos, retain, properties }
    const fits = body.length < certainlyFits || remaining(message) <= mostRemaining
    return fits ? message : tooLarge('more than a packet of MQTT can hold')
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'template_failed') throw error
    return { kind: 'refused', class: 'template', reason: printable(error.message) }
  }
}

/** What a delivery is refused with that is too large; `why` says by which limit. */
export function tooLarge(why: string): Outcome & { kind: 'refused' } {
  return { kind: 'refused', class: 'too_large', reason: `too large: ${why}` }
}

/** Bytes of the whole PUBLISH packet, without a topic alias. */
export function packetSize(message: Message): number {
  const length = remaining(message)
  return 1 + lengthOfInteger(length) + length
}

function propertiesOf(delivery: Delivery, options: MessageOptions): Properties {
  const userProperties: Attributes = attributesOf(delivery, options.netboxId)
  for (const [name, template] of options.attributes) {
    const value = template.render(delivery)
    if (value !== '') userProperties[name] = attributeText(value)
  }
  for (const [name, value] of delivery.cloudEvent ?? []) userProperties[name] = attributeText(value)
  addSignatures(userProperties, options.signers, delivery)
  const properties: Properties = {
    payloadFormatIndicator: true,
    contentType: options.contentType ?? delivery.contentType ?? 'application/json',
    correlationData: Buffer.from(delivery.dedupId, 'latin1'),
    userProperties,
  }
  if (options.expiry > 0) properties.messageExpiryInterval = options.expiry
  if (options.responseTopic !== undefined) properties.responseTopic = options.responseTopic
  return properties
}

/** The standard's `remaining length`: all of a packet behind its fixed header. */
function remaining({ topic, body, qos, properties }: Message): number {
  const head = 2 + Buffer.byteLength(topic) + (qos > 0 ? 2 : 0)
  if (properties === undefined) return head + body.length
  const length = propertiesLength(properties)
  return head + lengthOfInteger(length) + length + body.length
}

function propertiesLength(properties: Properties): number {
  const { contentType, correlationData, responseTopic, userProperties } = properties
  let length = 0
  if (properties.payloadFormatIndicator !== undefined) length += 2
  if (properties.messageExpiryInterval !== undefined) length += 5
  if (contentType !== undefined) length += 3 + Buffer.byteLength(contentType)
  if (responseTopic !== undefined) length += 3 + Buffer.byteLength(responseTopic)
  if (correlationData !== undefined) length += 3 + correlationData.length
  for (const name in userProperties)
    length += 5 + Buffer.byteLength(name) + Buffer.byteLength(userProperties[name] as string)
  return length
}

/** Bytes of a variable byte integer (MQTT 5 §1.5.5). */
function lengthOfInteger(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4
}

function printable(text: string): string {
  return text.replaceAll(/[^ -~]/g, '?')
}
