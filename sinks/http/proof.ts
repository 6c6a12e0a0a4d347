import { SluiceError } from '../../src/errors.ts'

/** Asks until the proof is good, whenever somebody wants to send; one at a time, and not more often than once a second. */
export class Proof {
  readonly #ask: (signal: AbortSignal) => Promise<void>
  readonly #now: () => number
  readonly #closing = new AbortController()
  #given = false
  #asking: Promise<void> | undefined
  #failure: SluiceError | undefined
  #failedAt = Number.NEGATIVE_INFINITY

  constructor(ask: (signal: AbortSignal) => Promise<void>, now: () => number = () => performance.now()) {
    this.#ask = ask
    this.#now = now
  }

  /** Whether the other side has proved itself: nobody needs to wait then. */
  get given(): boolean {
    return this.#given
  }

  /** @throws SluiceError `challenge_failed`, `sink_closed`. */
  async demand(): Promise<void> {
    if (this.#given) return
    if (this.#failure !== undefined && this.#now() - this.#failedAt < 1_000) throw this.#failure
    this.#asking ??= this.#once().finally(() => {
      this.#asking = undefined
    })
    await this.#asking
  }

  /** Ends what is under way. */
  close(): void {
    this.#closing.abort(new SluiceError('sink_closed', 'closed'))
  }

  async #once(): Promise<void> {
    try {
      await this.#ask(this.#closing.signal)
      this.#given = true
    } catch (error) {
      if (error instanceof SluiceError && error.code === 'challenge_failed') {
        this.#failure = error
        this.#failedAt = this.#now()
      }
      throw error
    }
  }
}
