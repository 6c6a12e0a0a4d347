import { hash } from 'node:crypto'
import type { ErrorClass } from '../errors.ts'
import type { Header, LogRecord, Place } from '../types.ts'
import type { Burial, BurialStage } from './burial.ts'
import type { Gap } from './types.ts'

/** The header that carries a dead letter's story: schemas/dead-letter.schema.json. */
export const storyHeader = 'sluice-dead-letter'

/** gap: records that the log lost before the sink had them; the letter has nothing but its story. */
export type StoryStage = BurialStage | 'gap'

/** A dead letter's story, as it stands in its header. */
export interface Story {
  readonly version: 1
  readonly sink: string
  readonly stage: StoryStage
  readonly reason: string
  readonly class: ErrorClass
  readonly attempts: number
  /** RFC 3339, as all times here. */
  readonly first_failure: string
  readonly last_failure: string
  /** Where the original stands; of a gap, its first offset. */
  readonly place: Place
  /** The original record's; a gap has none. */
  readonly timestamp?: string
  readonly source_id?: string
  readonly egress_id?: string
  readonly rules?: readonly string[]
  /** Fingerprint of the configuration that gave it up. */
  readonly config: string
  readonly headers?: readonly StoryHeader[]
  readonly headers_cut?: true
  readonly cut?: { readonly length: number; readonly kept: number; readonly sha256: string }
  readonly key_cut?: { readonly length: number; readonly sha256: string }
  /** The offsets that a gap has lost: from the place's to before this one. */
  readonly gap_end?: number
}

/** One of the original headers: as text where it is UTF-8. */
export type StoryHeader =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly base64: string }

/** How much of the original a dead letter holds: bytes of the value; `bare`: neither its key nor its headers. */
export interface Size {
  readonly kept: number
  readonly bare?: boolean
}

// Of the original headers and the rules' names a story holds this much, so that it stays a header.
const mostHeaderBytes = 16_384
const mostRules = 100
const mostReason = 2_000
const lastDate = 253_402_300_799_999 // the end of the year 9999: beyond, a date has no RFC 3339 form

/** The story of a delivery that was given up. */
export function storyOf(burial: Burial, config: string, { kept, bare }: Size): Story {
  const { work, sink, stage, reason, attempts, egressId } = burial
  const { record } = work
  const length = record.value?.length ?? 0
  return {
    version: 1,
    sink,
    stage,
    reason: reason.length > mostReason ? `${reason.slice(0, mostReason)}…` : reason,
    class: burial.class,
    attempts,
    first_failure: timeOf(burial.firstFailure),
    last_failure: timeOf(burial.lastFailure),
    place: { topic: record.topic, partition: record.partition, offset: record.offset },
    timestamp: timeOf(record.timestamp),
    ...('event' in work
      ? { source_id: work.event.sourceId, egress_id: egressId, rules: ruleNames(work.match.rules, sink) }
      : {}),
    config,
    ...(bare === true ? { headers_cut: true } : headersOf(record)),
    ...(kept < length ? { cut: { length, kept, sha256: hash('sha256', record.value ?? '') } } : {}),
    ...(bare === true && record.key !== null
      ? { key_cut: { length: record.key.length, sha256: hash('sha256', record.key) } }
      : {}),
  }
}

/** The story of offsets that the log lost before a sink had them. `now` is when that was found. */
export function gapStory({ sink, topic, partition, from, to }: Gap, config: string, now: number): Story {
  const at = timeOf(now)
  return {
    version: 1,
    sink,
    stage: 'gap',
    reason: `the log no longer held offsets ${from} to ${to - 1} when the sink came to them`,
    class: 'other',
    attempts: 0,
    first_failure: at,
    last_failure: at,
    place: { topic, partition, offset: from },
    config,
    gap_end: to,
  }
}

/** The story that a record of a dead-letter topic carries; undefined where it has none that can be read. */
export function parseStory({ headers }: Pick<LogRecord, 'headers'>): Story | undefined {
  const header = headers.find(({ name }) => name === storyHeader)
  if (header === undefined) return undefined
  try {
    const story: unknown = JSON.parse(header.value.toString('utf8'))
    return isStory(story) ? story : undefined
  } catch {
    return undefined
  }
}

/** The original record's headers, as far as the story holds them. */
export function originalHeaders({ headers = [] }: Story): Header[] {
  return headers.map(header => ({
    name: header.name,
    value: 'value' in header ? Buffer.from(header.value) : Buffer.from(header.base64, 'base64'),
  }))
}

/** What everybody who reads one relies on; the rest is for people. */
function isStory(story: unknown): story is Story {
  if (typeof story !== 'object' || story === null) return false
  const { version, sink, stage, reason, attempts, place, headers = [] } = story as Partial<Story>
  return (
    version === 1 &&
    [sink, stage, reason].every(text => typeof text === 'string') &&
    typeof attempts === 'number' &&
    typeof place?.topic === 'string' &&
    Number.isSafeInteger(place.partition) &&
    Number.isSafeInteger(place.offset) &&
    Array.isArray(headers) &&
    headers.every(isHeader)
  )
}

function isHeader(header: unknown): header is StoryHeader {
  if (typeof header !== 'object' || header === null) return false
  const { name, value, base64 } = header as { name?: unknown; value?: unknown; base64?: unknown }
  return typeof name === 'string' && (typeof value === 'string' || typeof base64 === 'string')
}

/** A log may hold a time that is no date (-1 where a producer gave none). */
function timeOf(milliseconds: number): string {
  return new Date(milliseconds >= 0 && milliseconds <= lastDate ? milliseconds : 0).toISOString()
}

function ruleNames(rules: readonly { name: string; sinks: readonly string[] }[], sink: string): string[] {
  return rules
    .filter(rule => rule.sinks.includes(sink))
    .slice(0, mostRules)
    .map(rule => rule.name)
}

function headersOf(record: LogRecord): Pick<Story, 'headers' | 'headers_cut'> {
  if (record.headers.length === 0) return {}
  const headers: StoryHeader[] = []
  let bytes = 0
  for (const { name, value } of record.headers) {
    bytes += name.length + value.length
    if (bytes > mostHeaderBytes) return { headers, headers_cut: true }
    const text = value.toString('utf8')
    const isText = Buffer.from(text, 'utf8').equals(value)
    headers.push(isText ? { name, value: text } : { name, base64: value.toString('base64') })
  }
  return { headers }
}
