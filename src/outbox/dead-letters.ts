import { hash } from 'node:crypto'
import { type ErrorClass, SluiceError } from '../errors.ts'
import type { Log, LogRecord, NewRecord, Outcome } from '../types.ts'
import type { Burial } from './burial.ts'
import type { Attempt, Sender } from './sender.ts'

/** The header that carries a dead letter's story: schemas/dead-letter.schema.json. */
export const storyHeader = 'sluice-dead-letter'

export interface DeadLetterSettings {
  readonly log: Log
  /** `{sink}` stands for the sink's name. */
  readonly topic: string
  /** Which configuration gave it up. */
  readonly fingerprint: string
}

// Of the original headers and the rules' names a story holds this much, so that it stays a header.
const mostHeaderBytes = 16_384
const mostRules = 100
const mostReason = 2_000
const lastDate = 253_402_300_799_999 // the end of the year 9999: beyond, a date has no RFC 3339 form

/**
 * Appends dead letters: the original key and value as they are, and in one header the story of why. Where the log
 * answers "too large" the value is cut to what fits and marked so, with its length and SHA-256, at last the headers and
 * the key as well: an oversized record must not stop its sink.
 */
export class DeadLetters {
  readonly #settings: DeadLetterSettings

  constructor(settings: DeadLetterSettings) {
    this.#settings = settings
  }

  /** The topic of a sink's dead letters. */
  topicOf(sink: string): string {
    return this.#settings.topic.replaceAll('{sink}', sink)
  }

  /** Resolves once the dead letter is durable. @throws SluiceError as `Log.append`. */
  async write(burial: Burial): Promise<void> {
    const length = burial.work.record.value?.length ?? 0
    for (let kept = length; kept > 0; kept = kept >> 1) if (await this.#fits(burial, { kept })) return
    if (await this.#fits(burial, { kept: 0 })) return
    await this.#append(burial, { kept: 0, bare: true })
  }

  /** The built-in sink `undecodable`: delivered is when the dead letter is durable; `failed` is told of each that was not. */
  undecodableSender(failed: () => void): Sender {
    return { send: attempts => Promise.all(attempts.map(attempt => this.#undecodable(attempt, failed))) }
  }

  async #undecodable({ work, firstFailure }: Attempt, failed: () => void): Promise<Outcome> {
    const now = Date.now()
    try {
      await this.write({
        sink: 'undecodable',
        work,
        egressId: '',
        stage: 'undecodable',
        reason: 'problem' in work ? work.problem.message : '',
        class: 'undecodable',
        attempts: 0,
        firstFailure: firstFailure === 0 ? now : firstFailure,
        lastFailure: now,
      })
      return { kind: 'delivered' }
    } catch (error) {
      failed()
      if (!(error instanceof SluiceError)) throw error
      const reason = `dead letter not written: ${error.message}${error.hint === '' ? '' : ` (${error.hint})`}`
      return { kind: 'retry', class: classOf(error), reason, alarm: true }
    }
  }

  /** Appends; false where the log says that it is too large. */
  async #fits(burial: Burial, size: Size): Promise<boolean> {
    try {
      await this.#append(burial, size)
      return true
    } catch (error) {
      if (error instanceof SluiceError && error.code === 'record_too_large') return false
      throw error
    }
  }

  async #append(burial: Burial, size: Size): Promise<void> {
    const { key, value } = burial.work.record
    const story = JSON.stringify(storyOf(burial, this.#settings.fingerprint, size))
    const letter: NewRecord = {
      key: size.bare === true ? null : key,
      value: value === null ? null : value.subarray(0, size.kept),
      headers: [{ name: storyHeader, value: Buffer.from(story) }],
      // Its own time, not the record's, which the story has: retention counts from there, and brokers refuse odd ones.
    }
    await this.#settings.log.append(this.topicOf(burial.sink), [letter])
  }
}

/** How much of the original a dead letter holds: bytes of the value; `bare`: neither its key nor its headers. */
interface Size {
  readonly kept: number
  readonly bare?: boolean
}

function classOf(error: SluiceError): ErrorClass {
  if (error.code === 'topic_missing') return 'not_found'
  if (error.code === 'record_too_large') return 'too_large'
  return 'unavailable'
}

/** The story as it stands in the header. */
function storyOf(burial: Burial, fingerprint: string, { kept, bare }: Size): object {
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
    first_failure: new Date(burial.firstFailure).toISOString(),
    last_failure: new Date(burial.lastFailure).toISOString(),
    place: { topic: record.topic, partition: record.partition, offset: record.offset },
    timestamp: timeOf(record),
    ...('event' in work
      ? { source_id: work.event.sourceId, egress_id: egressId, rules: ruleNames(work.match.rules, sink) }
      : {}),
    config: fingerprint,
    ...(bare === true ? { headers_cut: true } : headersOf(record)),
    ...(kept < length ? { cut: { length, kept, sha256: hash('sha256', record.value ?? '') } } : {}),
    ...(bare === true && record.key !== null
      ? { key_cut: { length: record.key.length, sha256: hash('sha256', record.key) } }
      : {}),
  }
}

/** The record's own time; a log may hold one that is no date (-1 where a producer gave none). */
function timeOf({ timestamp }: LogRecord): string {
  return new Date(timestamp >= 0 && timestamp <= lastDate ? timestamp : 0).toISOString()
}

function ruleNames(rules: readonly { name: string; sinks: readonly string[] }[], sink: string): string[] {
  return rules
    .filter(rule => rule.sinks.includes(sink))
    .slice(0, mostRules)
    .map(rule => rule.name)
}

function headersOf(record: LogRecord): object {
  if (record.headers.length === 0) return {}
  const headers: object[] = []
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
