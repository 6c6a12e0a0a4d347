import { SluiceError } from '../errors.ts'
import { parseStory, type Story } from '../outbox/story.ts'
import type { Bounds, Log, LogRecord } from '../types.ts'
import { appendMark, type MarkKind, parseMark } from './marks.ts'
import { Offsets } from './offsets.ts'
import { isSelected, type Selection } from './selection.ts'

/** A dead letter that waits for somebody to decide. */
export interface Letter {
  readonly record: LogRecord
  readonly story: Story
}

/** Where a list goes on: the first place that was not looked at. */
export interface LetterPlace {
  readonly partition: number
  readonly offset: number
}

/** Who did something to letters, and why. */
export interface MarkedBy {
  readonly by: string
  readonly reason?: string
  readonly job?: string
}

export interface LettersParts {
  readonly log: Log
  /** The topic of a sink's dead letters. */
  readonly topicOf: (sink: string) => string
}

/**
 * The dead letters of sinks, read back. One is gone from the lists once a mark behind it in its partition says what
 * became of it: nothing is deleted but by retention.
 */
export class Letters {
  readonly #parts: LettersParts

  constructor(parts: LettersParts) {
    this.#parts = parts
  }

  get log(): Log {
    return this.#parts.log
  }

  topicOf(sink: string): string {
    return this.#parts.topicOf(sink)
  }

  /** What each partition of a sink's dead letters holds. @throws SluiceError `topic_missing`, and as `Log.bounds`. */
  async bounds(sink: string): Promise<readonly Bounds[]> {
    const topic = this.topicOf(sink)
    const bounds = await this.log.bounds(topic)
    if (bounds !== undefined) return bounds
    throw new SluiceError('topic_missing', `topic ${topic} does not exist in ${this.log.name}`)
  }

  /** Which letters of a partition are marked. @throws SluiceError as `Log.scan`. */
  async marked(
    sink: string,
    partition: number,
    { start, end }: Bounds,
    signal?: AbortSignal,
  ): Promise<Offsets> {
    const marked = new Offsets()
    if (start === end) return marked
    for await (const record of this.log.scan(this.topicOf(sink), partition, start, end)) {
      signal?.throwIfAborted()
      for (const offset of parseMark(record)?.offsets ?? []) marked.add(offset)
    }
    return marked
  }

  /** Those that are not marked and are meant, from a place on. @throws SluiceError as `Log.scan`. */
  async *open(sink: string, selection: Selection = {}, from?: LetterPlace): AsyncGenerator<Letter> {
    for (const [partition, held] of (await this.bounds(sink)).entries()) {
      if (selection.partition !== undefined && selection.partition !== partition) continue
      if (from !== undefined && partition < from.partition) continue
      const first = partition === from?.partition ? Math.max(from.offset, held.start) : held.start
      if (first >= held.end) continue
      const marked = await this.marked(sink, partition, held)
      for await (const record of this.log.scan(this.topicOf(sink), partition, first, held.end)) {
        const story = marked.has(record.offset) ? undefined : parseStory(record)
        if (story !== undefined && isSelected(selection, record, story)) yield { record, story }
      }
    }
  }

  /** So many of them, and where the next ones begin; undefined where there are none. */
  async page(
    sink: string,
    selection: Selection,
    limit: number,
    from?: LetterPlace,
  ): Promise<{ readonly letters: readonly Letter[]; readonly next: LetterPlace | undefined }> {
    const letters: Letter[] = []
    for await (const letter of this.open(sink, selection, from)) {
      const { partition, offset } = letter.record
      if (letters.length === limit) return { letters, next: { partition, offset } }
      letters.push(letter)
    }
    return { letters, next: undefined }
  }

  /** One of them, marked or not. @throws SluiceError `letter_unknown`, and as `Log.scan`. */
  async one(sink: string, { partition, offset }: LetterPlace): Promise<Letter> {
    const held = (await this.bounds(sink))[partition]
    if (held !== undefined && offset >= held.start && offset < held.end)
      for await (const record of this.log.scan(this.topicOf(sink), partition, offset, offset + 1)) {
        const story = parseStory(record)
        if (story !== undefined) return { record, story }
      }
    throw new SluiceError('letter_unknown', `sink ${sink} has no dead letter at ${partition}/${offset}`, {
      hint: '`sluice dead-letters list` shows those that there are',
    })
  }

  /** Marks letters of one partition; resolves once that is durable. @throws SluiceError as `Log.append`. */
  async mark(
    sink: string,
    partition: number,
    offsets: readonly number[],
    mark: MarkKind,
    who: MarkedBy,
  ): Promise<void> {
    await appendMark(this.log, { topic: this.topicOf(sink), partition }, { ...who, mark, offsets })
  }

  /** Discards all that are meant, and gives their number. @throws SluiceError as `Log.scan` and `Log.append`. */
  async discard(
    sink: string,
    selection: Selection,
    who: MarkedBy & { readonly reason: string },
  ): Promise<number> {
    const found = new Map<number, number[]>()
    for await (const { record } of this.open(sink, selection)) {
      const offsets = found.get(record.partition) ?? []
      found.set(record.partition, offsets)
      offsets.push(record.offset)
    }
    for (const [partition, offsets] of found) await this.mark(sink, partition, offsets, 'discarded', who)
    return [...found.values()].reduce((sum, { length }) => sum + length, 0)
  }
}
