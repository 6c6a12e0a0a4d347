import type { Config } from '../config/types.ts'
import type { EmbeddedLog } from '../logs/embedded/log.ts'
import type { Share } from '../logs/embedded/share.ts'
import type { FromHolder, ToHolder } from '../logs/embedded/types.ts'
import { type Logs, logsOf } from '../logs/open.ts'
import { prepareTopics } from '../topics.ts'
import type { Log, Logger, LogStatus } from '../types.ts'

/** One worker's shares of all data folders. */
export interface Shares {
  receive(path: string, message: ToHolder): void
  /** The worker is gone. */
  close(): void
}

/** The logs that the main process of several workers needs: every embedded one, and Kafka where it takes HTTP in. */
export class HeldLogs {
  readonly #logs: Logs
  readonly #opened: readonly Log[]
  /** By data folder. */
  readonly #embedded: ReadonlyMap<string, EmbeddedLog>
  readonly #logger: Logger

  private constructor(
    logs: Logs,
    opened: readonly Log[],
    embedded: Map<string, EmbeddedLog>,
    logger: Logger,
  ) {
    this.#logs = logs
    this.#opened = opened
    this.#embedded = embedded
    this.#logger = logger
  }

  /** Those of a configuration, not yet opened. */
  static async of(config: Config, logger: Logger): Promise<HeldLogs> {
    const embedded = new Map<string, EmbeddedLog>()
    const logs = await logsOf(config, logger, async (of, logger) => {
      const { embeddedLog } = await import('../logs/embedded/index.ts')
      const log = embeddedLog(of, { logger })
      embedded.set(of.path, log)
      return log
    })
    const needed = logs.all.filter(
      log => log.kind === 'embedded' || (log === logs.source && config.ingest !== undefined),
    )
    return new HeldLogs(logs, needed, embedded, logger)
  }

  /** Where HTTP in goes. */
  get source(): Log {
    return this.#logs.source
  }

  /** @throws SluiceError `log_unusable`, `topic_not_created`. */
  async open(config: Config): Promise<void> {
    await Promise.all(this.#opened.map(log => log.open()))
    await this.prepareTopics(config)
  }

  /** Makes the topics of an embedded source; what is missing on Kafka the workers tell. */
  async prepareTopics(config: Config): Promise<void> {
    if (config.log.type !== 'embedded') return
    const given = new AbortController()
    given.abort() // Kafka's are not waited for
    await prepareTopics(config, this.#logs, this.#logger, given.signal, () => {})
  }

  /** As /ready shows them. */
  statuses(): { readonly [name: string]: LogStatus } {
    const { source, deadLetters } = this.#logs
    return {
      ...(this.#opened.includes(source) ? { log: source.status() } : {}),
      ...(deadLetters !== source && this.#opened.includes(deadLetters)
        ? { dead_letters: deadLetters.status() }
        : {}),
    }
  }

  /** Lets a worker share the data folders. */
  share(send: (path: string, message: FromHolder) => void): Shares {
    const shares = new Map<string, Share>()
    for (const [path, log] of this.#embedded)
      shares.set(
        path,
        log.share(message => send(path, message)),
      )
    return {
      receive: (path, message) => shares.get(path)?.receive(message),
      close: () => {
        for (const share of shares.values()) share.close()
      },
    }
  }

  /** Partitions change hands no more. */
  freeze(): void {
    for (const log of this.#embedded.values()) log.freeze()
  }

  /** They do again: who has come meanwhile gets a share. */
  thaw(): void {
    for (const log of this.#embedded.values()) log.thaw()
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map(log => log.close()))
  }
}
