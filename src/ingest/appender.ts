import type { Log, Logger, NewRecord, Place } from '../types.ts'
import type { Share } from './budget.ts'
import { causeOf, refusalOfAppend, unavailable } from './refusal.ts'

/** Appends to the log for requests: says in time that it did not work, and in the log lines when that begins and ends. */
export class Appender {
  readonly #log: Log
  readonly #logger: Logger
  readonly #timeout: number
  #failing = false

  /** `timeout` in ms, after which a request is not kept waiting. */
  constructor(log: Log, logger: Logger, timeout: number) {
    this.#log = log
    this.#logger = logger
    this.#timeout = timeout
  }

  /**
   * Resolves with the places once the records are durable. `share` is kept until the log has answered, also where the
   * request does not wait for that. @throws Refusal
   */
  async append(topic: string, records: readonly NewRecord[], share: Share): Promise<readonly Place[]> {
    const { ready, detail } = this.#log.status()
    if (!ready) {
      this.#failed({ code: 'log_not_ready', error: detail })
      throw unavailable('the log cannot be reached; nothing was accepted')
    }
    const stored = this.#stored(topic, records)
    share.keep(stored)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#failed({ topic, code: 'append_timeout', error: `no answer within ${this.#timeout} ms` })
        reject(unavailable('the log has not answered in time; sending again may repeat what it stored'))
      }, this.#timeout)
    })
    try {
      return await Promise.race([stored, late])
    } finally {
      clearTimeout(timer)
    }
  }

  async #stored(topic: string, records: readonly NewRecord[]): Promise<readonly Place[]> {
    try {
      const places = await this.#log.append(topic, records)
      this.#worked()
      return places
    } catch (error) {
      const refusal = refusalOfAppend(error)
      // A record that is too large for the log says nothing about the next one.
      if (refusal.status !== 413) this.#failed({ topic, ...causeOf(error) })
      throw refusal
    }
  }

  #failed(cause: object): void {
    if (!this.#failing) this.#logger.warn(cause, 'ingest.refusing')
    this.#failing = true
  }

  #worked(): void {
    if (this.#failing) this.#logger.info({}, 'ingest.accepting')
    this.#failing = false
  }
}
