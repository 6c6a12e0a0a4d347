import type { Bounds, Log } from './types.ts'

/** Where the partitions that are read begin and end, as last asked: for showing how far behind the reader is. */
export class LogEnds {
  readonly #log: Log
  readonly #topics: () => readonly string[]
  readonly #bounds = new Map<string, readonly Bounds[]>()

  constructor(log: Log, topics: () => readonly string[]) {
    this.#log = log
    this.#topics = topics
  }

  /** Asks the log. Rejects as `Log.bounds`; what was known stays. */
  async refresh(): Promise<void> {
    for (const topic of this.#topics()) {
      const bounds = await this.#log.bounds(topic)
      if (bounds !== undefined) this.#bounds.set(topic, bounds)
    }
  }

  /** The first offset that the log holds, and the one that the next record will get; undefined where that is not known. */
  bounds(topic: string, partition: number): Bounds | undefined {
    return this.#bounds.get(topic)?.[partition]
  }
}
