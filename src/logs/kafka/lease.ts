/**
 * How long a member may believe in its partitions: the broker gives them away when no heartbeat came for the session
 * timeout, so nothing is started once 0.8 of it have passed. The larger step of the monotonic and the wall clock
 * counts: one of them stands still while a machine or a process is suspended.
 */
export class Lease {
  readonly #length: number
  readonly #monotonic: () => number
  readonly #wall: () => number
  #monotonicStart = Number.NEGATIVE_INFINITY
  #wallStart = Number.NEGATIVE_INFINITY

  constructor(
    sessionTimeout: number,
    clocks: { readonly monotonic: () => number; readonly wall: () => number } = {
      monotonic: () => performance.now(),
      wall: () => Date.now(),
    },
  ) {
    this.#length = sessionTimeout * 0.8
    this.#monotonic = clocks.monotonic
    this.#wall = clocks.wall
  }

  /** A heartbeat that was sent at `sentAt` (wall clock, milliseconds) was answered: the broker counts from its arrival. */
  renew(sentAt: number): void {
    const wall = this.#wall()
    const start = Math.min(sentAt, wall)
    this.#wallStart = start
    this.#monotonicStart = this.#monotonic() - (wall - start)
  }

  /** Nothing may be started until it is renewed. */
  end(): void {
    this.#monotonicStart = Number.NEGATIVE_INFINITY
    this.#wallStart = Number.NEGATIVE_INFINITY
  }

  /** Milliseconds since the last renewal. */
  get age(): number {
    return Math.max(this.#monotonic() - this.#monotonicStart, this.#wall() - this.#wallStart)
  }

  get held(): boolean {
    return this.age < this.#length
  }
}
