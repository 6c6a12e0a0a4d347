import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { loadEvent } from '../../helpers/load.ts'

const atOnce = 20 // events in a request
const patience = 1_500 // ms; an instance that is stopped takes a connection and never answers

/**
 * Events that come in over HTTP at a steady rate, one request at a time, each repeated until one of the instances has
 * answered 202: from then on the event must not be lost.
 */
export class Flow {
  readonly #urls: () => readonly string[]
  readonly #rate: number
  readonly #agent = new Agent({ connections: 4 })
  readonly #stop = new AbortController()
  #sent = 0
  #running: Promise<void> | undefined

  /** `urls`: where instances take events at present. `rate`: events a second. */
  constructor(urls: () => readonly string[], rate: number) {
    this.#urls = urls
    this.#rate = rate
  }

  /** The events 1 … `sent` were answered with 202. */
  get sent(): number {
    return this.#sent
  }

  start(): void {
    this.#running ??= this.#run()
  }

  /** Resolves once the last event was taken. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
    await this.#agent.destroy()
  }

  async #run(): Promise<void> {
    const begun = performance.now()
    while (!this.#stop.signal.aborted) {
      const due = ((performance.now() - begun) / 1_000) * this.#rate
      if (this.#sent + atOnce > due) await sleep(10)
      else await this.#send(this.#sent + 1)
    }
  }

  async #send(first: number): Promise<void> {
    const lines = Array.from({ length: atOnce }, (_, n) => loadEvent(first + n).value.toString())
    const body = `${lines.join('\n')}\n`
    const end = performance.now() + 120_000
    for (let attempt = 0; performance.now() < end; attempt++) {
      const urls = this.#urls()
      const url = urls[(first + attempt) % Math.max(1, urls.length)]
      if (url !== undefined && (await this.#post(url, body))) {
        this.#sent = first + atOnce - 1
        return
      }
      await sleep(30)
    }
    throw new Error(`nobody has taken the events from ${first} on for two minutes`)
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
      await answer.dump()
      return statusCode === 202
    } catch {
      return false // what became of it is not known: it is sent again
    }
  }
}
