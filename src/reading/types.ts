import type { Outbox } from '../outbox/outbox.ts'
import type { Gap } from '../outbox/types.ts'
import type { RecordRouter } from '../router.ts'
import type { Logger, ReaderMeter } from '../types.ts'

/** What the reading of every partition shares. */
export interface PartitionParts {
  readonly router: RecordRouter
  /** By sink name: those that this read serves. */
  readonly outboxes: ReadonlyMap<string, Outbox>
  /** The built-in sink of records that are no event; undefined where another read serves it. */
  readonly undecodable: Outbox | undefined
  /** A sink's former name, under which its position may be written. */
  readonly formerly: ReadonlyMap<string, string>
  readonly metadataLimit: number
  /** Writes a gap's dead letter; resolves once it is durable. */
  readonly writeGap: (gap: Gap) => Promise<void>
  readonly meter: ReaderMeter
  readonly logger: Logger
}
