/** Names that are the same wherever and however often they are computed: UUIDs of version 5 (RFC 9562). */
import { hash } from 'node:crypto'
import type { LogRecord } from '../types.ts'

/** The namespace of all ids that Sluice makes. Never changes: receivers deduplicate by what follows from it. */
export const NAMESPACE = 'f1a379b5-c856-4229-a3cf-332016744225'

const NAMESPACE_BYTES = 16
// The hash's input: the namespace, then the name. Kept, since most names are short; a longer one gets its own.
const kept = inputOf(1024)

const DIGITS = Buffer.from('0123456789abcdef')
// Where each of a UUID's sixteen bytes stands in its text.
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
// The text, filled in anew each time: as a whole, where putting it together of parts would leave nine strings behind.
const text = Buffer.alloc(36, '-')

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** UUIDv5 of a name in our namespace, lower case. */
export function uuidOf(name: string): string {
  // Three bytes of UTF-8 per UTF-16 unit at most.
  const most = NAMESPACE_BYTES + name.length * 3
  const bytes = most <= kept.length ? kept : inputOf(most)
  const end = NAMESPACE_BYTES + bytes.write(name, NAMESPACE_BYTES)
  const digest = hash('sha1', bytes.subarray(0, end), 'latin1')
  for (let i = 0; i < PLACES.length; i++) {
    let byte = digest.charCodeAt(i)
    if (i === 6) byte = (byte & 0x0f) | 0x50 // version 5
    if (i === 8) byte = (byte & 0x3f) | 0x80 // RFC 9562's variant
    const place = PLACES[i]!
    text[place] = DIGITS[byte >> 4]!
    text[place + 1] = DIGITS[byte & 0x0f]!
  }
  return text.toString('latin1')
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
