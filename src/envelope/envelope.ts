import type { Config } from '../config/types.ts'
import type { Wrapping } from '../outbox/sender.ts'
import type { Event, Json } from '../types.ts'
import { addActionData } from './action-data.ts'
import { type BodyOptions, bodyMaker } from './bodies.ts'
import { egressId } from './ids.ts'
import { timestampOf } from './timestamps.ts'

export interface WrappingOptions {
  readonly sink: string
  /** What its egress ids are made with: the sink's former name while it has one, else its name. */
  readonly idName: string
  readonly identity: Config['identity']
  /** Where a receiver's developer reads about event types. */
  readonly sourceTypeDocs: string
  /** Sluice's own version. */
  readonly version: string
  /** Absent: the envelope, of any size. */
  readonly body?: Partial<Omit<BodyOptions, 'netboxId' | 'envelope'>>
}

/** The library's own part of a wrapping: envelopes, whatever shape the sink's bodies have. */
export interface EnvelopeWrapping extends Wrapping {
  /** The envelope's bytes; `at` is the time of the attempt in milliseconds with microseconds as its fraction. */
  envelope(event: Event, egressId: string, at: number, actionData: ActionData | undefined): Buffer
}

type ActionData = { readonly [name: string]: Json }

const END = 0x7d

/** Envelope v1 (schemas/envelope-v1.schema.json): all twelve keys, in this order, the message's bytes as they came in. */
export function wrapping(options: WrappingOptions): EnvelopeWrapping {
  const { sink, idName, identity } = options
  const head = headMaker(options)
  const message = (event: Event, actionData: ActionData | undefined) =>
    actionData === undefined ? event.message : addActionData(event, actionData)
  return {
    sink,
    egressId: sourceId => egressId(sourceId, idName),
    message,
    body: bodyMaker({
      shape: 'envelope',
      fields: undefined,
      template: undefined,
      maxBytes: 0,
      oversize: 'dead_letter',
      ...options.body,
      netboxId: identity.netbox_id,
      envelope: (delivery, at, bytes) => around(head(delivery.event, delivery.egressId, at), bytes),
    }),
    envelope: (event, id, at, actionData) => around(head(event, id, at), message(event, actionData)),
  }
}

/** Everything that stands in front of the message. */
function headMaker({
  identity,
  sourceTypeDocs,
  version,
}: WrappingOptions): (event: Event, egressId: string, at: number) => string {
  const docs = `,"source_type_docs":${JSON.stringify(sourceTypeDocs)}`
  const docsAndId = `${docs},"netbox_id":${JSON.stringify(identity.netbox_id)},"netbox_version":`
  const defaultVersion = JSON.stringify(identity.netbox_version)
  const environment = `,"egress_environment":${JSON.stringify(identity.environment)},"egress_id":"`
  const message = `","egress_version":${JSON.stringify(version)},"message":`
  return (event, id, at) => {
    const netboxVersion = event.netboxVersion === '' ? defaultVersion : JSON.stringify(event.netboxVersion)
    // UUIDs and timestamps have nothing to escape.
    const ids = `{"version":1,"source_id":"${event.sourceId}","source_timestamp":"${event.timestamp}"`
    const kind = `,"source_type":${JSON.stringify(event.type)}${docsAndId}${netboxVersion}`
    return `${ids}${kind}${environment}${id}","egress_timestamp":"${timestampOf(at)}${message}`
  }
}

function around(head: string, message: Buffer): Buffer {
  const start = Buffer.byteLength(head)
  const envelope = Buffer.allocUnsafe(start + message.length + 1)
  envelope.write(head)
  envelope.set(message, start)
  envelope[start + message.length] = END
  return envelope
}
