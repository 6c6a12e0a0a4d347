import type { Log } from './types.ts'

/** Where the partitions that are read end, as last asked: for showing how far behind the reader is. */
export class LogEnds {
  readonly #log: Log
  readonly #topics: () => readonly string[]
  readonly #ends = new Map<string, readonly number[]>()

  constructor(log: Log, topics: () => readonly string[]) {
    this.#log = log
    this.#topics = topics
  }

  /** Asks the log. Rejects as `Log.bounds`; what was known stays. */
  async refresh(): Promise<void> {
    for (const topic of this.#topics()) {
      const bounds = await this.#log.bounds(topic)
      if (bounds !== undefined)
        this.#ends.set(
          topic,
          bounds.map(({ end }) => end),
        )
    }
  }

  /** The offset that the next record will get, as last seen; undefined where that is not known. */
  end(topic: string, partition: number): number | undefined {
    return this.#ends.get(topic)?.[partition]
  }
}
