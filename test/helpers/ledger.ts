/** A receiver that keeps the books: what arrived, how often, in which order. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

interface Arrivals {
  readonly egressId: string
  /** Where its records stand: more than one where its producer wrote it again. */
  readonly places: Set<string>
}

/** Acknowledges every request and checks each against all before it. */
export class Ledger {
  /** By `data.id` of the event. */
  readonly arrived = new Map<number, Arrivals>()
  /** Requests taken. */
  requests = 0
  /** Records that came more than once, counted each time again. What a producer wrote twice is two records. */
  duplicates = 0
  /** Requests that came, whatever was answered. */
  asked = 0
  /** What must never happen, in words: the first 20. */
  readonly violations: string[] = []
  /** What to answer; 200 by default. Anything else does not count as arrived. */
  answer: (id: number) => number = () => 200
  /** Milliseconds that each answer takes. */
  delay = 0
  readonly #server: Server
  readonly #closing = new AbortController()
  /** By key: highest offset that has arrived, per partition. */
  readonly #highest = new Map<string, number>()

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  /** Listens on a free port; ends with the test. */
  static async start(t: TestContext): Promise<Ledger> {
    const ledger = new Ledger()
    await new Promise<void>(resolve => ledger.#server.listen(0, '127.0.0.1', resolve))
    t.after(() => {
      ledger.#closing.abort()
      ledger.#server.close()
      ledger.#server.closeAllConnections()
    })
    return ledger
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  /** Those of 1 … `count` that never arrived. */
  missing(count: number): number[] {
    const missing: number[] = []
    for (let id = 1; id <= count; id++) if (!this.arrived.has(id)) missing.push(id)
    return missing
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = Buffer.concat(await request.toArray())
      const { egress_id, message } = JSON.parse(body.toString()) as {
        egress_id: string
        message: { data: { id: number; key: string } }
      }
      this.asked++
      const { id, key } = message.data
      const status = this.answer(id)
      if (status === 200) this.#count(id, egress_id, key, request)
      if (this.delay > 0) await sleep(this.delay, undefined, { signal: this.#closing.signal })
      response.writeHead(status).end()
    } catch (error) {
      if (request.complete) this.#violation(`not an envelope: ${String(error)}`)
      response.destroy() // the sender went away
    }
  }

  #count(id: number, egressId: string, key: string, { headers }: IncomingMessage): void {
    this.requests++
    const offset = Number(headers['sluice-offset'])
    const partition = `${headers['sluice-topic']}/${headers['sluice-partition']}`
    const place = `${partition}/${offset}`
    const known = this.arrived.get(id)
    if (known !== undefined) {
      if (known.places.has(place)) this.duplicates++
      known.places.add(place)
      if (known.egressId !== egressId)
        this.#violation(`event ${id} came as ${known.egressId} and as ${egressId}`)
      return
    }
    this.arrived.set(id, { egressId, places: new Set([place]) })
    const line = `${partition}/${key}`
    const highest = this.#highest.get(line) ?? -1
    if (offset < highest) this.#violation(`key ${key}: offset ${offset} came first after ${highest}`)
    this.#highest.set(line, Math.max(highest, offset))
  }

  #violation(text: string): void {
    if (this.violations.length < 20) this.violations.push(text)
  }
}
