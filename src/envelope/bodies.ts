import { SluiceError } from '../errors.ts'
import type { Body, Unwrapped } from '../outbox/sender.ts'
import type { Delivery, Template } from '../types.ts'
import { cloudEventAttributes, STRUCTURED, structuredCloudEvent } from './cloud-event.ts'
import { type FieldChanges, fieldMapping } from './fields.ts'
import { netboxBody } from './netbox-body.ts'

/** What a body is: the envelope, the message's own bytes, NetBox's default body, or a CloudEvent. */
export type Shape = 'envelope' | 'message' | 'netbox' | 'cloudevents' | 'cloudevents_binary'

export interface BodyOptions {
  readonly shape: Shape
  /** Renamed, dropped and added in the message, before it gets its shape. */
  readonly fields: FieldChanges | undefined
  /** The whole body, instead of a shape. */
  readonly template: Template | undefined
  /** Bytes; 0: no limit. */
  readonly maxBytes: number
  /** What becomes of a body that is larger. */
  readonly oversize: 'dead_letter' | 'trim_snapshots'
  /** Where there is no limit: bytes that the other side takes for certain. What is larger goes without snapshots if it may. */
  readonly room?: (() => number | undefined) | undefined
  readonly netboxId: string
  /** Puts a message into the envelope. */
  readonly envelope: (delivery: Unwrapped, at: number, message: Buffer) => Buffer
}

/** Makes a body. @throws SluiceError `template_failed`, `too_large`. */
export type BodyMaker = (delivery: Unwrapped, at: number) => Body

const withoutSnapshots = fieldMapping({ snapshots: null })

export function bodyMaker(options: BodyOptions): BodyMaker {
  const { fields, maxBytes, oversize, template, room } = options
  const mapped = fields === undefined ? (message: Buffer) => message : fieldMapping(fields)
  const shaped = template === undefined ? shapeOf(options) : templated(template)
  const trimmedOf = (delivery: Unwrapped, at: number): Body => {
    const message = withoutSnapshots(delivery.message)
    return shaped({ ...seen(delivery), message }, at, mapped(message))
  }
  const wholeOf = (delivery: Unwrapped, at: number) => shaped(delivery, at, mapped(delivery.message))
  if (maxBytes === 0) {
    if (oversize === 'dead_letter' || room === undefined) return wholeOf
    return (delivery, at) => {
      const whole = wholeOf(delivery, at)
      const most = room() ?? Number.POSITIVE_INFINITY
      if (whole.body.length <= most) return whole
      const trimmed = trimmedOf(delivery, at)
      // Neither fits for certain: the adapter knows to the byte.
      return trimmed.body.length <= most ? trimmed : whole
    }
  }
  return (delivery, at) => {
    const whole = wholeOf(delivery, at)
    if (whole.body.length <= maxBytes) return whole
    if (oversize === 'dead_letter') throw tooLarge(whole.body.length, maxBytes)
    const trimmed = trimmedOf(delivery, at)
    if (trimmed.body.length > maxBytes) throw tooLarge(trimmed.body.length, maxBytes)
    return trimmed
  }
}

type Shaped = (delivery: Unwrapped, at: number, message: Buffer) => Body

function shapeOf({ shape, netboxId, envelope }: BodyOptions): Shaped {
  switch (shape) {
    case 'envelope':
      return (delivery, at, message) => ({ body: envelope(delivery, at, message) })
    case 'message':
      return (_delivery, _at, message) => ({ body: message })
    case 'netbox':
      return (_delivery, _at, message) => ({ body: netboxBody(message) })
    case 'cloudevents':
      return (delivery, _at, message) => ({
        body: structuredCloudEvent(cloudEventAttributes({ ...seen(delivery), netboxId }), message),
        contentType: STRUCTURED,
      })
    case 'cloudevents_binary':
      return (delivery, _at, message) => ({
        body: message,
        cloudEvent: cloudEventAttributes({ ...seen(delivery), netboxId }),
      })
  }
}

function templated(template: Template): Shaped {
  // A template speaks of the delivery, whose body it is about to make.
  return delivery => ({ body: Buffer.from(template.fixed ?? template.render(delivery as Delivery)) })
}

/** The delivery's properties, some of which are getters of its class. */
function seen({
  event,
  sink,
  egressId,
  dedupId,
  replayId,
  attempt,
  rules,
  message,
  traceparent,
}: Unwrapped): Unwrapped {
  return { event, sink, egressId, dedupId, replayId, attempt, rules, message, traceparent }
}

function tooLarge(bytes: number, most: number): SluiceError {
  return new SluiceError(
    'too_large',
    `the body has ${bytes} bytes, more than the sink's max_message_bytes, ${most}`,
  )
}
