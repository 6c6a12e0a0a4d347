import type { Config } from '../config/types.ts'
import type { Wrapping } from '../outbox/sender.ts'
import { addActionData } from './action-data.ts'
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
}

const END = 0x7d

/** Envelope v1 (schemas/envelope-v1.schema.json): all twelve keys, in this order, the message's bytes as they came in. */
export function wrapping({ sink, idName, identity, sourceTypeDocs, version }: WrappingOptions): Wrapping {
  const docs = `,"source_type_docs":${JSON.stringify(sourceTypeDocs)}`
  const docsAndId = `${docs},"netbox_id":${JSON.stringify(identity.netbox_id)},"netbox_version":`
  const defaultVersion = JSON.stringify(identity.netbox_version)
  const environment = `,"egress_environment":${JSON.stringify(identity.environment)},"egress_id":"`
  const message = `","egress_version":${JSON.stringify(version)},"message":`
  return {
    sink,
    egressId: sourceId => egressId(sourceId, idName),
    envelope(event, id, at, actionData) {
      const netboxVersion = event.netboxVersion === '' ? defaultVersion : JSON.stringify(event.netboxVersion)
      // UUIDs and timestamps have nothing to escape.
      const ids = `{"version":1,"source_id":"${event.sourceId}","source_timestamp":"${event.timestamp}"`
      const kind = `,"source_type":${JSON.stringify(event.type)}${docsAndId}${netboxVersion}`
      const egress = `${environment}${id}","egress_timestamp":"${timestampOf(at)}${message}`
      return around(
        ids + kind + egress,
        actionData === undefined ? event.message : addActionData(event, actionData),
      )
    },
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
