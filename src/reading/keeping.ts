import type { Work } from '../outbox/owed.ts'
import type { RecordRouter, Routed } from '../router.ts'

// What waits keeps the fetch it came in. Where less than this share of a fetch is wanted, what is wanted is copied.
const sparseBelow = 0.25

/** Decides, fetch by fetch, whether what is wanted is kept with its fetch, or as a copy. */
export class Keeping {
  readonly #router: RecordRouter
  #bytes = 0
  #wanted = 0
  #sparse = false

  constructor(router: RecordRouter) {
    this.#router = router
  }

  /** A record of a fetch, of so many bytes: what is to be offered of it. */
  of(routed: Routed, bytes: number): Work | undefined {
    this.#bytes += bytes
    if (routed === undefined) return undefined
    this.#wanted += bytes
    return this.#sparse ? this.#router.detach(routed) : routed
  }

  /** The fetch is at its end: the next one will be like it. */
  end(): void {
    this.#sparse = this.#wanted < this.#bytes * sparseBelow
    this.#bytes = 0
    this.#wanted = 0
  }
}
