/** Deliveries as an outbox hands them to an adapter, for tests of sinks. */
import { createHash } from 'node:crypto'
import type { Delivery, Event } from '../../src/types.ts'
import { logRecord, netboxEvent } from './events.ts'

/** What to make; every part has a default. */
export interface DeliveryOptions {
  /** Counts up from 0 where not given. */
  readonly offset?: number
  readonly topic?: string
  readonly partition?: number
  readonly key?: string
  /** Event type; `object_updated` by default. */
  readonly type?: string
  readonly attempt?: number
  readonly replayId?: string
  readonly traceparent?: string
  /** The body; an event of 1 KB by default. */
  readonly body?: Buffer
}

let lastOffset = -1

/** One delivery. Its ids follow from its offset: the same offset is the same event. */
export function delivery(options: DeliveryOptions = {}): Delivery {
  const offset = options.offset ?? ++lastOffset
  const body = options.body ?? netboxEvent({ id: offset + 1 })
  const egressId = uuid(`egress ${offset}`)
  return {
    event: event(offset, options),
    sink: 'crm',
    egressId,
    dedupId: options.replayId === undefined ? egressId : `${egressId}:${options.replayId}`,
    replayId: options.replayId,
    attempt: options.attempt ?? 1,
    rules: ['active devices'],
    message: body,
    body,
    traceparent: options.traceparent,
  }
}

/** So many deliveries with offsets from `from` on. */
export function deliveries(count: number, from = 0): readonly Delivery[] {
  return Array.from({ length: count }, (_, index) => delivery({ offset: from + index }))
}

function event(offset: number, options: DeliveryOptions): Event {
  const message = netboxEvent({ id: offset + 1 })
  const key = options.key ?? `dcim.device:${offset + 1}`
  return {
    record: logRecord(message, {
      offset,
      topic: options.topic ?? 'netbox.events',
      partition: options.partition ?? 0,
      key: Buffer.from(key),
    }),
    message,
    sourceId: uuid(`source ${offset}`),
    givenId: undefined,
    type: options.type ?? 'object_updated',
    objectType: 'dcim.device',
    model: 'device',
    timestamp: '2025-10-29T10:30:00.000456Z',
    key,
    netboxVersion: '',
    span: () => undefined,
    member: () => undefined,
  }
}

/** A UUID of version 5's form from a text. */
function uuid(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
