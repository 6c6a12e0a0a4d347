import { compilePaths, type Scan, textOf, withoutMark } from '../json/index.ts'
import type { Event, Format, LogRecord } from '../types.ts'
import { headerText } from './headers.ts'
import { keyPaths, planKey } from './keys.ts'
import { type Kind, ScannedEvent } from './scanned-event.ts'
import { badMember, scanObject } from './undecodable.ts'

export interface NetboxOptions {
  /** Dotted paths into the message whose values make the key of records without one; none: such records are unordered. */
  readonly key: readonly string[]
  /** The log's own id, for source ids of records that bring none; empty on Kafka. */
  readonly logId: string
}

const MEMBERS = ['event', 'event_type', 'object_type', 'model', 'source_id', 'timestamp']
const [EVENT, EVENT_TYPE, OBJECT_TYPE, MODEL, SOURCE_ID, TIMESTAMP] = [0, 1, 2, 3, 4, 5] as const

const NULL = 0x6e
const EXPECTED = 'a text that is not empty'
const EMPTY = Buffer.alloc(0)

// From the wire to the names that rules use; others are their own. NetBox sends three job types as `job_ended`, and
// which one it was cannot be told.
const TYPES: ReadonlyMap<string, string> = new Map([
  ['created', 'object_created'],
  ['updated', 'object_updated'],
  ['deleted', 'object_deleted'],
  ['job_ended', 'job_completed'],
])

/** NetBox's change events, as the webhooks of all its versions and its event streams carry them. */
export function netboxFormat({ key, logId }: NetboxOptions): Format {
  const paths = compilePaths([...MEMBERS, ...keyPaths(key)], 'data')
  const lookups = { sourceId: SOURCE_ID, timestamp: TIMESTAMP, key: planKey(key, paths), logId }
  return {
    name: 'netbox',
    decode(record: LogRecord): Event {
      const value = record.value ?? EMPTY
      const message = withoutMark(value)
      const scan = scanObject(message, paths, value.length - message.length)
      return new ScannedEvent(record, message, kindOf(record, message, scan), scan, lookups)
    },
  }
}

function kindOf(record: LogRecord, message: Buffer, scan: Scan): Kind {
  const type = typeOf(record, message, scan)
  const label = required(OBJECT_TYPE, message, scan) ?? required(MODEL, message, scan)
  if (label === undefined) throw badMember('object_type', message, undefined, EXPECTED)
  // Older payloads have a bare model name, and event streams the whole label in `model`.
  const dot = label.indexOf('.')
  return { type, objectType: dot < 0 ? '' : label, model: label.slice(dot + 1) }
}

/** What the record's header says, else the payload's `event_type`, else what `event` stands for. */
function typeOf({ headers }: LogRecord, message: Buffer, scan: Scan): string {
  const said = headerText(headers, 'source_type') || textAt(EVENT_TYPE, message, scan)
  if (said) return said
  const event = required(EVENT, message, scan)
  if (event === undefined) throw badMember('event', message, undefined, EXPECTED)
  return TYPES.get(event) ?? event
}

/** A member's text; undefined where it is absent or null. @throws SluiceError `undecodable` for anything else */
function required(path: number, message: Buffer, scan: Scan): string | undefined {
  const span = scan.span(path)
  if (span === undefined || message[span.start] === NULL) return undefined
  const text = textOf(message, span)
  if (!text) throw badMember(MEMBERS[path]!, message, span, EXPECTED)
  return text
}

function textAt(path: number, message: Buffer, scan: Scan): string | undefined {
  const span = scan.span(path)
  return span && textOf(message, span)
}
