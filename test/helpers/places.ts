/** Where sinks stand in a partition, over outboxes with scripted senders. */
import type { Outbox } from '../../src/outbox/outbox.ts'
import { decodePositions, encodePositions, type SinkPosition, sinkId } from '../../src/positions.ts'
import { Places } from '../../src/reading/places.ts'
import type { PartitionParts } from '../../src/reading/types.ts'
import { Router } from '../../src/router.ts'
import type { Tenure } from '../../src/types.ts'
import { idleTenure, KeptLogger, testOutbox } from './outbox.ts'
import { byName, CountingReaderMeter, textFormat, topic } from './reader.ts'

/** A sink's entry in a commit. */
export function at(name: string, position: number, more: Partial<SinkPosition> = {}): SinkPosition {
  return { id: sinkId(name), position, paused: false, attempts: 0, firstFailure: 0, ...more }
}

/** Places of the sinks a, b and `undecodable`, by a commit at `offset`. */
export function testPlaces(offset: number, ...listed: readonly SinkPosition[]) {
  const made = Object.fromEntries(['a', 'b', 'undecodable'].map(name => [name, testOutbox({ name })]))
  const outbox = (name: string): Outbox => made[name]!.outbox
  const parts: PartitionParts = {
    router: new Router({
      formats: new Map([[topic, textFormat]]),
      matcher: byName,
      maxRecordBytes: 1_000,
      meter: undefined,
    }),
    outboxes: new Map(['a', 'b'].map(name => [name, outbox(name)])),
    undecodable: outbox('undecodable'),
    formerly: new Map(),
    metadataLimit: 4_096,
    writeGap: async () => {},
    meter: new CountingReaderMeter(),
    logger: new KeptLogger(),
  }
  const committed = { ...encodePositions(offset, listed, 4_096), low: 0 }
  const tenure: Tenure = { ...idleTenure(), committed, bounds: { start: 0, end: 1_000 } }
  const places = new Places(tenure, parts)
  const stored = () => {
    const commit = places.commitOf()
    return { offset: commit.offset, low: commit.low, listed: decodePositions(commit) }
  }
  return { places, parts, tenure, outbox, made, stored }
}
