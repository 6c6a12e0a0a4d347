/** Names that are the same wherever and however often they are computed: UUIDs of version 5 (RFC 9562). */
import { hash } from 'node:crypto'
import type { LogRecord } from '../types.ts'

/** The namespace of all ids that Sluice makes. Never changes: receivers deduplicate by what follows from it. */
export const NAMESPACE = 'f1a379b5-c856-4229-a3cf-332016744225'

const NAMESPACE_BYTES = 16
// The hash's input: the namespace, then the name. Kept, since most names are short; a longer one gets its own.
const kept = inputOf(1024)

// Of the hex digit that holds the variant, the upper two bits become 10.
const VARIANT: { readonly [digit: string]: string } = Object.fromEntries(
  Array.from({ length: 16 }, (_, digit) => [digit.toString(16), ((digit & 3) | 8).toString(16)]),
)

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** UUIDv5 of a name in our namespace, lower case. */
export function uuidOf(name: string): string {
  // Three bytes of UTF-8 per UTF-16 unit at most.
  const most = NAMESPACE_BYTES + name.length * 3
  const bytes = most <= kept.length ? kept : inputOf(most)
  const end = NAMESPACE_BYTES + bytes.write(name, NAMESPACE_BYTES)
  const hex = hash('sha1', bytes.subarray(0, end), 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${VARIANT[hex[16]!]}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Whether a text is a UUID of any version, in either case. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** Source id of a record without one: of its place and timestamp, and on an embedded log the log's own id (else empty). */
export function placeId({ topic, partition, offset, timestamp }: LogRecord, logId: string): string {
  const place = `${topic}\0${partition}\0${offset}\0${timestamp}`
  return uuidOf(logId === '' ? place : `${place}\0${logId}`)
}

/** Id of an event at a sink: the same on every retry, redelivery and instance. */
export function egressId(sourceId: string, sink: string): string {
  return uuidOf(`${sourceId}\0${sink}`)
}

function inputOf(length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length)
  bytes.write(NAMESPACE.replaceAll('-', ''), 'hex')
  return bytes
}
