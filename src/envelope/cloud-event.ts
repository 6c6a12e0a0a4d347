/** CloudEvents 1.0 (https://github.com/cloudevents/spec): an event's attributes, and the structured JSON form. */

import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Event, Json } from '../types.ts'

/** Content type of the structured form. */
export const STRUCTURED = 'application/cloudevents+json; charset=utf-8'

/** What a CloudEvent of ours is made of. */
export interface CloudEventParts {
  readonly event: Event
  readonly egressId: string
  readonly netboxId: string
  readonly replayId: string | undefined
  readonly traceparent: string | undefined
}

/** Context attributes by name, `specversion` first; all values are strings. Optional ones without a value are left out. */
export type CloudEventAttributes = readonly (readonly [name: string, value: string])[]

const SUBJECT_PATHS = ['data', 'id'] as const
// The specification allows neither in an attribute's value.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/

export function cloudEventAttributes(parts: CloudEventParts): CloudEventAttributes {
  const { event, egressId, netboxId, replayId, traceparent } = parts
  const { topic, partition, offset } = event.record
  const attributes: [string, string | undefined][] = [
    ['specversion', '1.0'],
    ['id', event.sourceId],
    ['source', netboxId === '' ? '/netbox' : `/netbox/${encodeURIComponent(netboxId)}`],
    ['type', `netbox.${event.type}`],
    ['subject', subjectOf(event)],
    ['time', event.timestamp],
    ['datacontenttype', 'application/json'],
    ['egressid', egressId],
    ['partitionkey', event.key === undefined ? undefined : keyText(event.key)],
    ['sourcetopic', topic],
    ['sourcepartition', String(partition)],
    ['sourceoffset', String(offset)],
    ['replayid', replayId],
    ['traceparent', traceparent],
  ]
  return attributes.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '')
}

/** The structured form: the attributes, then the message's bytes as `data`. */
export function structuredCloudEvent(attributes: CloudEventAttributes, message: Buffer): Buffer {
  const members = attributes.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return Buffer.concat([Buffer.from(`{${members.join(',')},"data":`), message, Buffer.from('}')])
}

/** `<object type>/<data.id>`, or as much of it as is known. */
function subjectOf(event: Event): string | undefined {
  const type = event.objectType === '' ? event.model : event.objectType
  const id = memberOf(event.member(SUBJECT_PATHS[0]), SUBJECT_PATHS[1])
  const known = typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint'
  const subject = known ? `${type}/${id}` : type
  return subject === '' || CONTROL.test(subject) ? undefined : subject
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value))
    return undefined
  return Object.hasOwn(value, name) ? (value as { readonly [name: string]: Json })[name] : undefined
}

/** A key, latin-1 text of its bytes, as text where it is text without control characters, else as a hash of it. */
export function keyText(key: string): string {
  const bytes = Buffer.from(key, 'latin1')
  const text = isUtf8(bytes) ? bytes.toString() : undefined
  if (text !== undefined && !CONTROL.test(text)) return text
  return createHash('sha256').update(bytes).digest('base64url')
}
