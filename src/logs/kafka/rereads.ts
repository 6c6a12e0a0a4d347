import type { Bounds, Logger, Reread } from '../../types.ts'
import type { Client } from './client.ts'
import { disconnect } from './connection.ts'
import { Feed } from './feed.ts'
import { Fetcher } from './fetcher.ts'

export interface RereadsParts {
  /** Makes a client that is not connected yet. */
  readonly client: () => Client
  readonly topics: readonly string[]
  readonly boundsOf: (topic: string) => Promise<readonly Bounds[] | undefined>
  readonly logger: Logger
  /** As the fetcher's. */
  readonly astray: (feed: Feed) => void
}

const bytes = 512 * 1024 // of one fetch, and held before the next one waits
const records = 10_000
// What is read again is there already: a fetch that finds nothing stands at the end, and must not keep others waiting.
const idleWait = 25 // ms
const keptFor = 60_000 // ms without use, before its connections are closed

/**
 * Reads partitions a second time, for sinks that were left behind. It has connections of its own: a broker answers the
 * requests of one in turn, and the head's fetches wait there for what is to come.
 */
export class Rereads {
  readonly #parts: RereadsParts
  readonly #feeds = new Set<Feed>()
  #client: Client | undefined
  #fetcher: Fetcher | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(parts: RereadsParts) {
    this.#parts = parts
  }

  /** A read from an offset on. */
  open(place: { readonly topic: string; readonly partition: number }, from: number): Reread {
    const feed = new Feed(place, { records, bytes }, bytes, () => this.#fetcher?.wake())
    if (this.#closed) feed.end()
    else {
      this.#feeds.add(feed)
      feed.seek(from)
      this.#connected().replace([...this.#feeds])
    }
    return { read: () => feed.read(), close: () => this.#end(feed) }
  }

  /** What cannot be read again at present, in words; empty where all can. */
  problem(): string {
    return this.#fetcher?.problem() ?? ''
  }

  /** Ends every read; takes 3 s at most. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const feed of this.#feeds) feed.end()
    this.#feeds.clear()
    await this.#disconnect()
  }

  #connected(): Fetcher {
    clearTimeout(this.#timer)
    if (this.#fetcher === undefined) {
      const { client, topics, boundsOf, logger, astray } = this.#parts
      this.#client = client()
      const { cluster } = this.#client
      cluster.targetTopics = new Set(topics)
      this.#fetcher = new Fetcher({ cluster, boundsOf, logger, astray, idleWait })
    }
    return this.#fetcher
  }

  #end(feed: Feed): void {
    feed.end()
    if (!this.#feeds.delete(feed)) return
    this.#fetcher?.replace([...this.#feeds])
    if (this.#feeds.size > 0) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#disconnect(), keptFor)
    this.#timer.unref() // nobody waits for it
  }

  async #disconnect(): Promise<void> {
    const client = this.#client
    this.#fetcher?.close()
    this.#fetcher = undefined
    this.#client = undefined
    if (client !== undefined) await disconnect(client)
  }
}
