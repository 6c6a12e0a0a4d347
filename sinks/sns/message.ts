import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome, Template } from '../../src/types.ts'
import type { Attributes } from '../attributes.ts'
import { addSignatures, type Signer } from '../signatures.ts'
import type { ValueTemplate } from '../template.ts'
import { mostAttributes, placedAttributes, valueText } from './attributes.ts'
import { type FifoPlace, fifoPlace } from './fifo.ts'

/** One entry of a batch. */
export interface Message {
  /** Well-formed UTF-8. */
  readonly body: Buffer
  /** Whether the body is a JSON object with a text for each protocol (`MessageStructure`). */
  readonly structured: boolean
  readonly subject: string | undefined
  readonly attributes: Attributes
  /** Undefined on standard topics. */
  readonly fifo: FifoPlace | undefined
  /** Bytes as AWS counts them against its limit. */
  readonly size: number
}

/** How deliveries become messages. */
export interface MessageOptions {
  readonly fifo: boolean
  readonly netboxId: string
  /** Values of further attributes, by name. */
  readonly attributes: ReadonlyMap<string, ValueTemplate>
  readonly subject: ValueTemplate | undefined
  /** Bodies of protocols that have their own, by the protocol's name. */
  readonly bodies: ReadonlyMap<string, Template>
  /** Each adds attributes that sign the body. */
  readonly signers: readonly Signer[]
}

/** Bytes of a message, and of all messages of a batch together. */
export const mostBytes = 262_144 // 256 KiB

type Refused = Outcome & { kind: 'refused' }

/** The message of a delivery, or the outcome where there can be none. */
export function messageOf(delivery: Delivery, options: MessageOptions): Message | Refused {
  if (delivery.body.length === 0) return refused('rejected', 'an empty body, which SNS does not take')
  if (delivery.body.length > mostBytes) return tooLarge(delivery.body.length)
  try {
    const attributes = attributesOf(delivery, options)
    const structured = options.bodies.size > 0
    const body = structured ? bodiesOf(delivery, options.bodies) : delivery.body
    const subject = options.subject === undefined ? undefined : subjectText(options.subject.render(delivery))
    const size = sizeOf(body, subject, attributes)
    if (size > mostBytes) return tooLarge(size)
    if (Object.keys(attributes).length > mostAttributes)
      return refused('rejected', `more than ${mostAttributes} attributes`)
    return {
      body,
      structured,
      subject: subject === '' ? undefined : subject,
      attributes,
      fifo: options.fifo ? fifoPlace(delivery) : undefined,
      size,
    }
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'template_failed') throw error
    return refused('template', error.message.replaceAll(/[^ -~]/g, '?'))
  }
}

/** Empty ones are left out: SNS takes none. */
function attributesOf(delivery: Delivery, options: MessageOptions): Attributes {
  const attributes = placedAttributes(delivery, options.netboxId)
  for (const [name, template] of options.attributes) {
    const value = valueText(template.render(delivery))
    if (value !== '') attributes[name] = value
  }
  addSignatures(attributes, options.signers, delivery)
  return attributes
}

function bodiesOf(delivery: Delivery, bodies: MessageOptions['bodies']): Buffer {
  const texts: { [protocol: string]: string } = { default: delivery.body.toString() }
  for (const [protocol, template] of bodies) texts[protocol] = template.render(delivery).toWellFormed()
  return Buffer.from(JSON.stringify(texts))
}

/** Up to 99 characters without line breaks and control characters (API reference, PublishBatchRequestEntry). */
function subjectText(text: string): string {
  const plain = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  return Array.from(plain.toWellFormed()).slice(0, 99).join('')
}

/** Body, and of each attribute its name, its type and its value. The subject as well: AWS does not say, and this is safe. */
function sizeOf(body: Buffer, subject: string | undefined, attributes: Attributes): number {
  let size = body.length + Buffer.byteLength(subject ?? '')
  for (const name in attributes) size += name.length + typeLength + Buffer.byteLength(attributes[name]!)
  return size
}

const typeLength = 'String'.length

function tooLarge(size: number): Refused {
  return refused('too_large', `too large: ${size} bytes with its attributes; SNS takes ${mostBytes}`)
}

function refused(errorClass: Refused['class'], reason: string): Refused {
  return { kind: 'refused', class: errorClass, reason }
}
