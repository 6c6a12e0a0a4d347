import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { messageOf } from '../../../src/errors.ts'
import { loadEvent } from '../../helpers/load.ts'

const lanes = 5 // each with keys of its own: 200 of them, by the id
const atOnce = 20 // events in a request
const block = lanes * atOnce
const patience = 3_000 // ms; an instance that is stopped takes a connection and never answers
const longestOutage = 60_000 // ms

/**
 * Events that come in over HTTP at a steady rate, those of a key one request after the other, each repeated until one of
 * the instances has answered 202: from then on the event must not be lost.
 */
export class Flow {
  readonly #urls: () => readonly string[]
  readonly #rate: number
  readonly #agent = new Agent({ connections: 2 * lanes })
  readonly #stop = new AbortController()
  #ended = false
  #blocks = 0
  #running: Promise<void> | undefined
  #failure: unknown
  #answer = ''

  /** `urls`: where instances take events at present. `rate`: events a second. */
  constructor(urls: () => readonly string[], rate: number) {
    this.#urls = urls
    this.#rate = rate
  }

  /** Once stopped: the events 1 … `sent` were answered with 202. */
  get sent(): number {
    return this.#blocks * block
  }

  start(): void {
    const begun = performance.now()
    const due = () => ((performance.now() - begun) / 1_000) * this.#rate
    this.#running ??= Promise.all(Array.from({ length: lanes }, (_, lane) => this.#run(lane, due)))
      .then(() => {})
      .catch(error => {
        this.#failure = error
      })
  }

  /** Resolves once the last event was taken. @throws Error where it was not. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Sends nothing more, whatever is under way. */
  async end(): Promise<void> {
    this.#ended = true
    this.#stop.abort()
    await this.#agent.destroy()
    await this.#running
  }

  /** Sends its share of each block; blocks that others have begun to the end. */
  async #run(lane: number, due: () => number): Promise<void> {
    for (let done = 0; !this.#ended; ) {
      if (done < this.#blocks || (!this.#stop.signal.aborted && (done + 1) * block <= due())) {
        this.#blocks = Math.max(this.#blocks, done + 1)
        await this.#send(Array.from({ length: atOnce }, (_, n) => done * block + n * lanes + lane + 1))
        done++
      } else if (this.#stop.signal.aborted) return
      else await sleep(10)
    }
  }

  async #send(ids: readonly number[]): Promise<void> {
    const body = ids.map(id => `${loadEvent(id).value}\n`).join('')
    const end = performance.now() + longestOutage
    for (let attempt = 0; performance.now() < end && !this.#ended; attempt++) {
      const urls = this.#urls()
      const url = urls[attempt % Math.max(1, urls.length)]
      if (url !== undefined && (await this.#post(url, body))) return
      await sleep(30)
    }
    throw new Error(`nobody has taken the event ${ids[0]} for ${longestOutage} ms: ${this.#answer}`)
  }

  async #post(url: string, body: string): Promise<boolean> {
    try {
      const { statusCode, body: answer } = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body,
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(patience),
      })
      const text = await answer.text()
      if (statusCode !== 202) this.#answer = `${statusCode} ${text}`
      return statusCode === 202
    } catch (error) {
      this.#answer = messageOf(error)
      return false // what became of it is not known: it is sent again
    }
  }
}
