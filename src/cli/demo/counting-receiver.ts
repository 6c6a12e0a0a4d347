import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that the receiver took. */
export interface Arrival {
  readonly sourceId: string
  readonly egressId: string
  readonly type: string
  readonly name: string
  readonly status: string
  readonly partition: number
  readonly offset: number
  /** The attempt, as the sender counts. */
  readonly attempt: number
}

/** The part of an envelope that the demo shows. */
interface Envelope {
  readonly source_id: string
  readonly source_type: string
  readonly egress_id: string
  readonly message: {
    readonly data: { readonly id: number; readonly name: string; readonly status: { value: string } }
  }
}

/** A receiver that counts what it acknowledged, and can be out of order for a while. */
export class CountingReceiver {
  /** Acknowledged deliveries by source id: more than one is a duplicate. */
  readonly counts = new Map<string, number>()
  /** First arrivals that came after a later one of their object. */
  outOfOrder = 0
  /** Requests answered with 503. */
  turnedAway = 0
  /** While true, every request is answered with 503. */
  down = false
  readonly #server: Server
  /** Highest offset acknowledged by object and partition. */
  readonly #highest = new Map<string, number>()

  private constructor(taken: (arrival: Arrival) => void) {
    this.#server = createServer((request, response) => void this.#serve(request, response, taken))
  }

  /** Listens on `port` of loopback, or on a free one where that is taken. `taken` is called with each acknowledged request. */
  static async start(port: number, taken: (arrival: Arrival) => void): Promise<CountingReceiver> {
    const receiver = new CountingReceiver(taken)
    await receiver.#listen(port).catch(() => receiver.#listen(0))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  get duplicates(): number {
    let duplicates = 0
    for (const count of this.counts.values()) duplicates += count - 1
    return duplicates
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
    taken: (arrival: Arrival) => void,
  ): Promise<void> {
    try {
      const body = Buffer.concat(await request.toArray())
      if (this.down) {
        this.turnedAway++
        response.writeHead(503).end()
        return
      }
      const arrival = this.#count(JSON.parse(body.toString()) as Envelope, request)
      response.writeHead(200).end()
      taken(arrival)
    } catch {
      response.writeHead(400).end() // not an envelope, or the sender went away
    }
  }

  #count({ source_id, source_type, egress_id, message }: Envelope, { headers }: IncomingMessage): Arrival {
    const seen = this.counts.get(source_id) ?? 0
    this.counts.set(source_id, seen + 1)
    const partition = Number(headers['sluice-partition'])
    const offset = Number(headers['sluice-offset'])
    const object = `${message.data.id} ${partition}`
    const highest = this.#highest.get(object) ?? -1
    if (seen === 0 && offset < highest) this.outOfOrder++
    this.#highest.set(object, Math.max(offset, highest))
    return {
      sourceId: source_id,
      egressId: egress_id,
      type: source_type,
      name: message.data.name,
      status: message.data.status.value,
      partition,
      offset,
      attempt: Number(headers['sluice-attempt']),
    }
  }
}
