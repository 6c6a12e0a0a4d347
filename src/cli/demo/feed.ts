import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'

/** What the demo's feed posted. */
export interface Posted {
  readonly sourceId: string
  readonly status: string
  readonly device: number
}

const devices = ['core-01', 'core-02', 'edge-01', 'edge-02', 'access-01', 'access-02', 'access-03']
const statuses = ['active', 'active', 'planned', 'active', 'offline']

/** Posts change events of a few devices to HTTP in, one after the other, as NetBox's webhook would. */
export class Feed {
  /** Accepted with 202: from then on nothing may be lost. */
  readonly accepted: Posted[] = []
  /** Not accepted; a real sender would post it again. */
  refused = 0
  readonly #pool: Pool
  readonly #pause: number
  #count = 0

  /** `rate` in events a second. */
  constructor(origin: string, rate: number) {
    this.#pool = new Pool(origin, { connections: 1 })
    this.#pause = 1000 / rate
  }

  /** Posts until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const begun = performance.now()
    while (!signal.aborted) {
      await this.#post()
      const due = begun + this.#count * this.#pause
      await sleep(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => {})
    }
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  async #post(): Promise<void> {
    const n = this.#count++
    const posted: Posted = {
      sourceId: randomUUID(),
      status: statuses[n % statuses.length]!,
      device: n % devices.length,
    }
    if (await this.#accepts(eventOf(posted, n))) this.accepted.push(posted)
    else this.refused++
  }

  async #accepts(event: object): Promise<boolean> {
    try {
      const { statusCode, body } = await this.#pool.request({
        path: '/events',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(event),
      })
      await body.dump()
      return statusCode === 202
    } catch {
      return false // no connection
    }
  }
}

function eventOf({ sourceId, status, device }: Posted, n: number): object {
  const name = devices[device]!
  return {
    source_id: sourceId,
    event: n < devices.length ? 'created' : 'updated',
    timestamp: new Date().toISOString(),
    object_type: 'dcim.device',
    data: {
      id: device + 1,
      name,
      status: { value: status, label: status[0]!.toUpperCase() + status.slice(1) },
      site: { id: 1, name: 'Zürich', slug: 'zurich' },
    },
  }
}
