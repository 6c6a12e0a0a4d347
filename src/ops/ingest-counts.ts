import type { IngestMeter } from '../types.ts'
import { OTHER, Tally } from './tally.ts'

const MAX_ENDPOINTS = 1_000
const MAX_STATUSES = 32

/** The numbers of HTTP in. */
export class IngestCounts implements IngestMeter {
  readonly records = new Tally(MAX_ENDPOINTS)
  readonly bytes = new Tally(MAX_ENDPOINTS)
  readonly #requests = new Map<string, Tally>()

  /** The configured paths: they show 0 before the first request. */
  constructor(endpoints: Iterable<string>) {
    for (const endpoint of endpoints) {
      this.records.declare(endpoint)
      this.bytes.declare(endpoint)
    }
  }

  /** A request for a path that is none of the endpoints counts as `other`: paths are the caller's words, and no labels. */
  answered(endpoint: string, status: number, records: number, bytes: number): void {
    const name = endpoint === '' ? OTHER : endpoint
    let requests = this.#requests.get(name)
    if (requests === undefined) this.#requests.set(name, (requests = new Tally(MAX_STATUSES)))
    requests.add(String(status))
    if (records === 0) return
    this.records.add(name, records)
    this.bytes.add(name, bytes)
  }

  /** Requests by endpoint and status. */
  *requests(): Iterable<readonly [labels: readonly [endpoint: string, status: string], count: number]> {
    for (const [endpoint, statuses] of this.#requests) {
      for (const [status, count] of statuses) yield [[endpoint, status], count]
    }
  }
}
