/** Bytes of request bodies in memory, of all requests together. */
export class Budget {
  readonly limit: number
  #used = 0

  constructor(limit: number) {
    this.limit = limit
  }

  get used(): number {
    return this.#used
  }

  /** A share that grows as a body arrives, and is given back as a whole. */
  share(): Share {
    let held = 0
    let kept = false
    const release = () => {
      this.#used -= held
      held = 0
    }
    return {
      take: bytes => {
        if (this.#used + bytes > this.limit) return false
        this.#used += bytes
        held += bytes
        return true
      },
      keep: until => {
        kept = true
        until.then(release, release)
      },
      give: () => {
        if (!kept) release()
      },
    }
  }
}

/** What one request holds. */
export interface Share {
  /** False where there is not that much left: nothing is taken then. */
  take(bytes: number): boolean
  /** From now on it is given back when the promise settles, and not before: somebody else holds the bytes until then. */
  keep(until: Promise<unknown>): void
  /** Gives back all of it, unless it is kept. Idempotent. */
  give(): void
}
