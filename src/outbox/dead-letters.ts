import { type ErrorClass, SluiceError } from '../errors.ts'
import type { Log, Outcome } from '../types.ts'
import type { Burial } from './burial.ts'
import type { Attempt, Sender } from './sender.ts'
import { gapStory, type Size, type Story, storyHeader, storyOf } from './story.ts'
import type { Gap } from './types.ts'

export interface DeadLetterSettings {
  readonly log: Log
  /** `{sink}` stands for the sink's name. */
  readonly topic: string
  /** Which configuration gave it up. */
  readonly fingerprint: string
  /** Told of each of a sink's that the log did not take whole. */
  readonly cut: (sink: string) => void
}

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
    for (const size of sizes(length)) {
      if (!(await this.#fits(burial, size))) continue
      if (size.kept < length) this.#settings.cut(burial.sink)
      return
    }
    await this.#append(burial, { kept: 0, bare: true })
    this.#settings.cut(burial.sink)
  }

  /** Says that the log lost what a sink was owed; resolves once that is durable. @throws SluiceError as `Log.append`. */
  async writeGap(gap: Gap): Promise<void> {
    const story = gapStory(gap, this.#settings.fingerprint, Date.now())
    await this.#store(gap.sink, { key: null, value: null }, story)
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
    const kept = { key: size.bare === true ? null : key, value: value?.subarray(0, size.kept) ?? null }
    await this.#store(burial.sink, kept, storyOf(burial, this.#settings.fingerprint, size))
  }

  /** The letter has its own time, not the record's, which the story has: retention counts from there, and brokers refuse odd ones. */
  async #store(
    sink: string,
    kept: { readonly key: Buffer | null; readonly value: Buffer | null },
    story: Story,
  ): Promise<void> {
    const headers = [{ name: storyHeader, value: Buffer.from(JSON.stringify(story)) }]
    await this.#settings.log.append(this.topicOf(sink), [{ ...kept, headers }])
  }
}

/** What is tried, the most first. */
function* sizes(length: number): Generator<Size> {
  for (let kept = length; kept > 0; kept = kept >> 1) yield { kept }
  yield { kept: 0 }
}

function classOf(error: SluiceError): ErrorClass {
  if (error.code === 'topic_missing') return 'not_found'
  if (error.code === 'record_too_large') return 'too_large'
  if (error.code === 'append_denied') return 'permission'
  return 'unavailable'
}
