import { SluiceError } from './errors.ts'
import type { Point } from './point.ts'
import type { Bounds, Log } from './types.ts'

/** A stretch of one partition: from `from` to before `to`. */
export interface Stretch {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly to: number
}

/**
 * What lies between two points in every partition of a topic.
 * @throws SluiceError `topic_missing`, `offset_out_of_range`; `usage` for one offset where there are several partitions, and
 * for a stretch that ends before it begins.
 */
export async function stretchesOf(
  log: Log,
  topic: string,
  from: Point,
  to: Point,
): Promise<readonly Stretch[]> {
  const bounds = await log.bounds(topic)
  if (bounds === undefined)
    throw new SluiceError('topic_missing', `topic ${topic} does not exist in the log (${log.name})`)
  for (const point of [from, to]) checkOffsets(topic, point, bounds)
  const stretches: Stretch[] = []
  for (const [partition, held] of bounds.entries()) {
    const first = await offsetOf(log, { topic, partition, ...held }, from)
    const last = await offsetOf(log, { topic, partition, ...held }, to)
    if (first === undefined || last === undefined) continue
    if (last < first)
      throw new SluiceError(
        'usage',
        `the stretch ends before it begins: ${topic}/${partition} from ${first} to ${last}`,
      )
    stretches.push({ topic, partition, from: first, to: last })
  }
  return stretches
}

/** @throws SluiceError `offset_out_of_range`; `usage` for one offset where there are several partitions. */
export function checkOffsets(topic: string, point: Point, bounds: readonly Bounds[]): void {
  if (point.kind === 'offset' && bounds.length > 1)
    throw new SluiceError(
      'usage',
      `${topic} has ${bounds.length} partitions: one offset does not say which`,
      {
        hint: `name them: ${bounds.map((_, partition) => `${partition}:${point.offset}`).join(',')}`,
      },
    )
  for (const [partition, offset] of offsetsIn(point)) {
    const held = bounds[partition]
    if (held === undefined)
      throw new SluiceError('offset_out_of_range', `${topic} has no partition ${partition}`, {
        hint: `it has ${bounds.length}, counted from 0`,
      })
    if (offset < held.start || offset > held.end)
      throw new SluiceError('offset_out_of_range', `${topic}/${partition} does not reach offset ${offset}`, {
        hint: `it holds ${held.start} to ${held.end}`,
      })
  }
}

function offsetsIn(point: Point): Iterable<readonly [partition: number, offset: number]> {
  if (point.kind === 'offset') return [[0, point.offset]]
  return point.kind === 'offsets' ? point.offsets : []
}

/** Where a point is in one partition, which holds what `place` says; undefined where it leaves the partition out. */
export async function offsetOf(
  log: Log,
  place: Bounds & { readonly topic: string; readonly partition: number },
  point: Point,
): Promise<number | undefined> {
  switch (point.kind) {
    case 'earliest':
      return place.start
    case 'latest':
      return place.end
    case 'offset':
      return point.offset
    case 'offsets':
      return point.offsets.get(place.partition)
    case 'time':
      return offsetAt(log, place, point.time)
  }
}

/**
 * The offset of the first record that is not older than a time, the end where all are. Halves the partition, one record
 * at a step: where times run backwards, it is one of those that have an older one before them.
 */
async function offsetAt(
  log: Log,
  { topic, partition, start, end }: Bounds & { readonly topic: string; readonly partition: number },
  time: number,
): Promise<number> {
  let [low, high] = [start, end]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    let found: { readonly offset: number; readonly timestamp: number } | undefined
    for await (const record of log.scan(topic, partition, middle, high)) {
      found = record
      break
    }
    // Behind a gap there may be nothing.
    if (found === undefined || found.timestamp >= time) high = middle
    else low = found.offset + 1
  }
  return low
}
