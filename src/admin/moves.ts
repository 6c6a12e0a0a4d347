import type { Config } from '../config/types.ts'
import { SluiceError } from '../errors.ts'
import type { Position } from '../partition.ts'
import type { Point } from '../point.ts'
import type { Reader } from '../reader.ts'
import type { Readers } from '../readers.ts'
import { offsetOf } from '../stretch.ts'
import type { Log } from '../types.ts'
import { type PositionsView, positionsView } from './positions.ts'

/** A sink's move in one partition; `from` and `to` are the same where it stands there already. */
export interface Move {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly to: number
}

export interface MovesParts {
  readonly config: Config
  readonly readers: Readers
  /** The source. */
  readonly log: Log
}

/** What operators do to sinks in the partitions of this instance. Each resolves once it is committed. */
export class Moves {
  readonly #parts: MovesParts
  readonly #topics: readonly string[]

  constructor(parts: MovesParts) {
    this.#parts = parts
    this.#topics = [...new Set(parts.config.sources.flatMap(({ topics }) => topics))]
  }

  /** Where sinks stand here; one of them, or all. @throws SluiceError as `Log.bounds`. */
  positions(sink?: string): Promise<PositionsView> {
    const { log, readers } = this.#parts
    return positionsView(log, this.#topics, () =>
      [...readers.positions()].filter(position => sink === undefined || position.sink === sink),
    )
  }

  /** @throws SluiceError `sink_unknown`, `not_owned`. */
  async pause(sink: string, paused: boolean): Promise<PositionsView> {
    const reader = this.#reader(sink)
    if (paused) await reader.pause(sink)
    else await reader.resume(sink)
    return this.positions(sink)
  }

  /** Back to a point, in every partition that is further on. @throws SluiceError as `Reader.move`, and `topic_missing`. */
  rewind(sink: string, topic: string | undefined, point: Point): Promise<readonly Move[]> {
    return this.#moveTo(sink, topic, point, (from, to) => to < from)
  }

  /** On to a point, in every partition that is further back; what lies between is not sent to it. */
  skip(sink: string, topic: string | undefined, point: Point): Promise<readonly Move[]> {
    return this.#moveTo(sink, topic, point, (from, to) => to > from)
  }

  /** Leaves out the one record at which a sink stands. @throws SluiceError `offset_not_next`, and as `Reader.move`. */
  async skipOne(
    sink: string,
    topic: string | undefined,
    partition: number,
    offset: number,
  ): Promise<readonly Move[]> {
    const reader = this.#reader(sink)
    const named = this.#topic(topic)
    const found = this.#standing(reader, sink, named).find(position => position.partition === partition)
    if (found === undefined) return []
    if (found.position !== offset)
      throw new SluiceError(
        'offset_not_next',
        `sink ${sink} stands at ${found.position} of ${named}/${partition}`,
        {
          hint: 'only the record at which it stands can be left out; `--to` leaves out all before an offset',
        },
      )
    await reader.move(sink, named, partition, offset + 1)
    return [{ topic: named, partition, from: offset, to: offset + 1 }]
  }

  /** Forgets a sink that the configuration does not name; in how many partitions it was known. @throws as `Reader.forget`. */
  async forget(sink: string): Promise<number> {
    const { config, readers } = this.#parts
    if (config.sinks.has(sink))
      throw new SluiceError(
        'sink_configured',
        `sink ${sink} is in the configuration; only others are forgotten`,
      )
    const known = await Promise.all([...readers.all.values()].map(reader => reader.forget(sink)))
    return known.reduce((sum, count) => sum + count, 0)
  }

  async #moveTo(
    sink: string,
    topic: string | undefined,
    point: Point,
    isMove: (from: number, to: number) => boolean,
  ): Promise<readonly Move[]> {
    const { log } = this.#parts
    const reader = this.#reader(sink)
    const moves: Move[] = []
    const byOffset = point.kind === 'offset' || point.kind === 'offsets'
    for (const each of topic === undefined && !byOffset ? this.#topics : [this.#topic(topic)]) {
      const bounds = (await log.bounds(each)) ?? []
      if (point.kind === 'offset' && bounds.length > 1)
        throw new SluiceError(
          'usage',
          `${each} has ${bounds.length} partitions: one offset does not say which`,
          {
            hint: `name them: ${bounds.map((_, partition) => `${partition}:${point.offset}`).join(',')}`,
          },
        )
      for (const { partition, position: from } of this.#standing(reader, sink, each)) {
        const held = bounds[partition]
        const to = held && (await offsetOf(log, { topic: each, partition, ...held }, point))
        if (to === undefined) continue
        const move = isMove(from, to)
        if (move) await reader.move(sink, each, partition, to)
        moves.push({ topic: each, partition, from, to: move ? to : from })
      }
    }
    return moves
  }

  #standing(reader: Reader, sink: string, topic: string): Position[] {
    return [...reader.positions()].filter(position => position.sink === sink && position.topic === topic)
  }

  /** `undecodable` is served by the read for all. */
  #reader(sink: string): Reader {
    const { readers, config } = this.#parts
    const reader = sink === 'undecodable' ? readers.all.get(config.log.group) : readers.of(sink)
    if (reader === undefined) throw new SluiceError('sink_unknown', `no sink ${sink} in the configuration`)
    return reader
  }

  #topic(named: string | undefined): string {
    if (named === undefined && this.#topics.length === 1) return this.#topics[0]!
    if (named !== undefined && this.#topics.includes(named)) return named
    const found =
      named === undefined ? `${this.#topics.length} topics are read` : `topic ${named} is not read`
    throw new SluiceError('usage', `${found}: which one is meant?`, {
      hint: `these are: ${this.#topics.join(', ')}`,
    })
  }
}
