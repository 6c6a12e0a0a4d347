/** Promises that all resolve at the next wake. */
export class Waiters {
  #promise: Promise<void> | undefined
  #resolve: (() => void) | undefined

  wait(): Promise<void> {
    this.#promise ??= new Promise(resolve => {
      this.#resolve = resolve
    })
    return this.#promise
  }

  wake(): void {
    if (this.#resolve === undefined) return
    const resolve = this.#resolve
    this.#promise = undefined
    this.#resolve = undefined
    resolve()
  }
}

/** `limits.memory`: bytes held in the lanes of all outboxes together. */
export class Memory {
  readonly limit: number
  readonly freed = new Waiters()
  #used = 0

  constructor(limit: number) {
    this.limit = limit
  }

  get used(): number {
    return this.#used
  }

  take(bytes: number): void {
    this.#used += bytes
  }

  give(bytes: number): void {
    this.#used -= bytes
    // A quarter free before anyone is woken: waking for every record would cost more than the record.
    if (this.#used <= this.limit * 0.75) this.freed.wake()
  }
}
