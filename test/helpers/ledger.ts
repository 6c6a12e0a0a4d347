/** A receiver that keeps the books: what arrived, how often, in which order. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { loadEvent } from './load.ts'
import type { Scope } from './scope.ts'

interface Arrivals {
  readonly egressId: string
  /** Where its records stand: more than one where its producer wrote it again. */
  readonly places: Set<string>
}

/** How a receiver answers one request. */
export interface LedgerAnswer {
  /** 200 by default. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Taken, and never answered. */
  readonly hangs?: boolean
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
  /** Events that were answered with 4xx but 429 at least once: refused. */
  readonly refused = new Set<number>()
  /** What to answer; 200 by default. Anything else does not count as arrived. */
  answer: (id: number) => number | LedgerAnswer = () => 200
  /** Whether every connection is broken as soon as it is made. */
  dead = false
  /** Milliseconds that each answer takes. */
  delay = 0
  readonly #server: Server
  readonly #closing = new AbortController()
  /** By key: highest offset that has arrived, per partition. */
  readonly #highest = new Map<string, number>()

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response))
    this.#server.on('connection', socket => {
      if (this.dead) socket.destroy()
    })
  }

  /** Listens on a free port; ends with the test. */
  static async start(t: Scope): Promise<Ledger> {
    const ledger = new Ledger()
    await new Promise<void>(resolve => ledger.#server.listen(0, '127.0.0.1', resolve))
    t.after(() => {
      ledger.#closing.abort()
      ledger.#server.close()
      ledger.#server.closeAllConnections()
    })
    return ledger
  }

  /** Breaks every connection, and each that comes, until it is alive again. */
  die(): void {
    this.dead = true
    this.#server.closeAllConnections()
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
      const answer = this.answer(id)
      const {
        status = 200,
        headers = {},
        hangs = false,
      } = typeof answer === 'number' ? { status: answer } : answer
      if (hangs) return
      if (status === 200) this.#count(id, egress_id, key, request, message.data)
      else if (status >= 400 && status < 500 && status !== 429) this.refused.add(id)
      if (this.delay > 0) await sleep(this.delay, undefined, { signal: this.#closing.signal })
      response.writeHead(status, headers).end()
    } catch (error) {
      if (request.complete) this.#violation(`not an envelope: ${String(error)}`)
      response.destroy() // the sender went away
    }
  }

  #count(id: number, egressId: string, key: string, { headers }: IncomingMessage, data: object): void {
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
    if (!isDeepStrictEqual(data, JSON.parse(loadEvent(id).value.toString()).data))
      this.#violation(`event ${id} is not what was sent: ${JSON.stringify(data)}`)
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
