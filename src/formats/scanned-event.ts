import { isUuid, placeId, uuidOf } from '../envelope/ids.ts'
import { normalTimestamp, timestampOf } from '../envelope/timestamps.ts'
import { parseSpan, type Scan, textOf } from '../json/index.ts'
import type { Event, Json, LogRecord, Span } from '../types.ts'
import { headerText } from './headers.ts'
import { type KeyPlan, keyOf } from './keys.ts'

const NUMBER = /^-?\d.*/

/** Where a format's events have what is looked up only when asked for. */
export interface Lookups {
  /** Numbers of the scan's paths. */
  readonly sourceId: number
  readonly timestamp: number
  readonly key: KeyPlan
  /** The log's own id; empty on Kafka. */
  readonly logId: string
}

/** What an event is about; a format finds it at once, since without it there is no event. */
export interface Kind {
  readonly type: string
  readonly objectType: string
  readonly model: string
}

/** An event over scanned bytes. Holds on to the record's bytes. */
export class ScannedEvent implements Event {
  readonly record: LogRecord
  readonly message: Buffer
  readonly type: string
  readonly objectType: string
  readonly model: string
  readonly #scan: Scan
  readonly #lookups: Lookups
  #sourceId: string | undefined
  #givenId: string | undefined
  #timestamp: string | undefined
  #key: string | undefined
  #members: Map<string, Json | undefined> | undefined

  constructor(record: LogRecord, message: Buffer, kind: Kind, scan: Scan, lookups: Lookups) {
    this.record = record
    this.message = message
    this.type = kind.type
    this.objectType = kind.objectType
    this.model = kind.model
    this.#scan = scan
    this.#lookups = lookups
  }

  get sourceId(): string {
    return (this.#sourceId ??= this.#identify())
  }

  get givenId(): string | undefined {
    this.#sourceId ??= this.#identify()
    return this.#givenId
  }

  get timestamp(): string {
    return (this.#timestamp ??= this.#date())
  }

  get key(): string | undefined {
    return (this.#key ??= this.#order())
  }

  get netboxVersion(): string {
    return headerText(this.record.headers, 'netbox_version')
  }

  get hasUniqueKeys(): boolean {
    return this.#scan.hasUniqueKeys
  }

  span(member: string): Span | undefined {
    return this.#scan.member(member)
  }

  member(member: string): Json | undefined {
    const members = (this.#members ??= new Map())
    const known = members.get(member)
    if (known !== undefined) return known
    const span = this.span(member)
    const value = span && parseSpan(this.message, span, this.#scan.longIntegers)
    if (value !== undefined) members.set(member, value)
    return value
  }

  #identify(): string {
    const { headers } = this.record
    const id = headerText(headers, 'source_id') || headerText(headers, 'ce_id') || this.#payloadId()
    if (id === '') return placeId(this.record, this.#lookups.logId)
    if (isUuid(id)) return id.toLowerCase()
    this.#givenId = id
    return uuidOf(id)
  }

  #payloadId(): string {
    const span = this.#scan.span(this.#lookups.sourceId)
    if (span === undefined) return ''
    // A text or a number is an id; null, a boolean, a list and an object are none.
    return (
      textOf(this.message, span) ??
      NUMBER.exec(this.message.toString('latin1', span.start, span.end))?.[0] ??
      ''
    )
  }

  #date(): string {
    const span = this.#scan.span(this.#lookups.timestamp)
    const text = span && textOf(this.message, span)
    return (text && normalTimestamp(text)) || timestampOf(this.record.timestamp)
  }

  #order(): string | undefined {
    const { key } = this.record
    if (key !== null) return key.toString('latin1')
    // As a record's key with the same bytes would read.
    const text = keyOf(this.message, this.#scan, this.#lookups.key)
    return text === undefined ? undefined : Buffer.from(text).toString('latin1')
  }
}
