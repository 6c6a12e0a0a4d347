/** Bounds what is under way: so many messages and bytes; what comes then waits its turn, first come first served. */
export class Flow {
  readonly #mostMessages: number
  readonly #mostBytes: number
  readonly #waiting = new Set<Waiting>()
  #messages = 0
  #bytes = 0

  constructor(mostMessages: number, mostBytes: number) {
    this.#mostMessages = mostMessages
    this.#mostBytes = mostBytes
  }

  /** Calls `begin` when there is room, now or later. The function it gives takes that back, while it has not begun. */
  enter(messages: number, bytes: number, begin: () => void): () => void {
    const waiting: Waiting = { messages, bytes, begin }
    if (this.#waiting.size === 0 && this.#fits(waiting)) this.#begin(waiting)
    else this.#waiting.add(waiting)
    return () => {
      // Who stands behind it may fit where it did not.
      if (this.#waiting.delete(waiting)) this.#fill()
    }
  }

  /** What had begun is over. */
  leave(messages: number, bytes: number): void {
    this.#messages -= messages
    this.#bytes -= bytes
    this.#fill()
  }

  #fill(): void {
    for (const waiting of this.#waiting) {
      if (!this.#fits(waiting)) return
      this.#waiting.delete(waiting)
      this.#begin(waiting)
    }
  }

  /** What is larger than the bound by itself goes alone. */
  #fits({ messages, bytes }: Waiting): boolean {
    if (this.#messages === 0) return true
    return this.#messages + messages <= this.#mostMessages && this.#bytes + bytes <= this.#mostBytes
  }

  #begin({ messages, bytes, begin }: Waiting): void {
    this.#messages += messages
    this.#bytes += bytes
    begin()
  }
}

interface Waiting {
  readonly messages: number
  readonly bytes: number
  readonly begin: () => void
}
