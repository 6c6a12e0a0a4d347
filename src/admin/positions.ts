import type { Position } from '../partition.ts'
import type { Bounds, Log } from '../types.ts'

/** Where a sink stands in a partition, and how far that is from the log's ends. */
export interface StandingView extends Position {
  /** The offset that the next record will get. */
  readonly end: number
  /** Offsets from its position to there. */
  readonly lag: number
  /** Offsets until what it is owed first is deleted by the log: 0 and below, it is lost. */
  readonly kept: number
}

/** Of one instance: where sinks stand in its partitions, and how many partitions there are at all. */
export interface PositionsView {
  /** By topic. */
  readonly partitions: { readonly [topic: string]: number }
  readonly positions: readonly StandingView[]
}

/** Sets positions against what the log holds now. @throws SluiceError as `Log.bounds`. */
export async function positionsView(
  log: Pick<Log, 'bounds'>,
  topics: readonly string[],
  positions: () => Iterable<Position>,
): Promise<PositionsView> {
  const held = new Map<string, readonly Bounds[]>()
  for (const topic of topics) held.set(topic, (await log.bounds(topic)) ?? [])
  const views: StandingView[] = []
  for (const each of positions()) {
    const { start, end } = held.get(each.topic)?.[each.partition] ?? { start: 0, end: each.head }
    const last = Math.max(end, each.head)
    views.push({ ...each, end: last, lag: last - each.position, kept: each.position - start })
  }
  const partitions = Object.fromEntries([...held].map(([topic, { length }]) => [topic, length]))
  return { partitions, positions: views }
}
