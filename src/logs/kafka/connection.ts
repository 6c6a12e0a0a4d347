import { setTimeout as sleep } from 'node:timers/promises'
import { SluiceError } from '../../errors.ts'
import type { Logger, LogStatus } from '../../types.ts'
import type { Client, Clients } from './client.ts'
import { failureOf, wordsOf } from './failures.ts'
import type { Cluster } from './types.ts'

const probeEvery = 5_000 // ms
const firstWait = 250 // ms, after a failure
const mostWait = 10_000 // ms
const closeGrace = 3_000 // ms

/**
 * The connection through which everything but group membership goes. Looks every few seconds whether a broker answers,
 * and goes on trying for as long as none does.
 */
export class Connection {
  readonly #clients: Clients
  readonly #name: string
  readonly #logger: Logger
  readonly #closing = new AbortController()
  #client: Client | undefined
  #status: LogStatus
  #keeping: Promise<void> | undefined

  constructor(clients: Clients, name: string, logger: Logger) {
    this.#clients = clients
    this.#name = name
    this.#logger = logger
    this.#status = { ready: false, detail: `connecting to ${name}` }
  }

  /** Begins to connect. @throws SluiceError `log_unusable` where waiting would not help. */
  open(): void {
    this.#client ??= this.#clients.create('sluice-not-joined')
    this.#keeping ??= this.#keep()
  }

  status(): LogStatus {
    return this.#status
  }

  /**
   * Runs requests that may be repeated, again and again for up to `patience` ms while brokers are away or leaders move.
   * @throws SluiceError `log_unreachable` after that; `log_refused` where Kafka said no.
   */
  async use<T>(work: (cluster: Cluster) => Promise<T>, patience = 10_000): Promise<T> {
    const end = performance.now() + patience
    for (let wait = firstWait; ; wait = Math.min(wait * 2, 2_000)) {
      try {
        return await work(this.cluster())
      } catch (error) {
        const failure = failureOf(error)
        if (error instanceof SluiceError) throw error
        if (failure !== 'unreachable' && failure !== 'moved')
          throw new SluiceError('log_refused', `${this.#name}: ${wordsOf(error)}`, { cause: error })
        if (this.#closing.signal.aborted || performance.now() + wait > end) {
          throw new SluiceError('log_unreachable', `${this.#name}: ${wordsOf(error)}`, { cause: error })
        }
      }
      await this.#pause(wait)
    }
  }

  /** The pool of connections at present. @throws SluiceError `log_unusable` where it is not open. */
  cluster(): Cluster {
    if (this.#client === undefined) throw new SluiceError('log_unusable', `${this.#name} is not open`)
    return this.#client.cluster
  }

  /** Idempotent; takes 3 s at most. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#keeping
    const client = this.#client
    this.#client = undefined
    if (client !== undefined) await disconnect(client)
    this.#status = { ready: false, detail: `${this.#name} is closed` }
  }

  async #keep(): Promise<void> {
    let failures = 0
    while (!this.#closing.signal.aborted) {
      try {
        const broker = await within(this.cluster().brokerPool.findConnectedBroker(), this.#closing.signal)
        await within(broker.apiVersions(), this.#closing.signal)
        failures = 0
        this.#tell({ ready: true, detail: `connected to ${this.#name}` })
      } catch (error) {
        if (this.#closing.signal.aborted) return
        failures++
        this.#tell({ ready: false, detail: `${this.#name}: ${wordsOf(error)}` })
        // A pool that failed twice may believe in connections and brokers that are gone.
        if (failures % 2 === 0) this.#renew()
      }
      await this.#pause(failures === 0 ? probeEvery : Math.min(firstWait * 2 ** failures, mostWait))
    }
  }

  #renew(): void {
    const old = this.#client
    try {
      this.#client = this.#clients.create('sluice-not-joined')
    } catch (error) {
      this.#tell({ ready: false, detail: `${this.#name}: ${wordsOf(error)}` })
      return
    }
    if (old !== undefined) disconnect(old).catch(() => {})
  }

  #tell(status: LogStatus): void {
    if (status.ready !== this.#status.ready || (!status.ready && status.detail !== this.#status.detail)) {
      const message = status.ready ? 'kafka.connected' : 'kafka.unreachable'
      this.#logger[status.ready ? 'info' : 'warn']({ log: this.#name, detail: status.detail }, message)
    }
    this.#status = status
  }

  async #pause(wait: number): Promise<void> {
    await sleep(wait, undefined, { signal: this.#closing.signal }).catch(() => {})
  }
}

/** Ends a client; waits 3 s at most, for requests that never end. */
export async function disconnect({ consumer, sockets }: Client): Promise<void> {
  const enough = new AbortController()
  await Promise.race([
    consumer.disconnect().catch(() => {}),
    sleep(closeGrace, undefined, { signal: enough.signal }).catch(() => {}),
  ])
  enough.abort()
  sockets.end()
}

/** The promise, or a rejection as soon as the signal aborts. */
export function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason)
    if (signal.aborted) return give()
    signal.addEventListener('abort', give, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', give))
  })
}
