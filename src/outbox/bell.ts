/** Tells all who listen, at most once in a turn of the event loop, however often it is rung. */
export class Bell {
  readonly #listeners = new Set<() => void>()
  #ringing: NodeJS.Immediate | undefined

  /** Whether anybody listens. */
  get heard(): boolean {
    return this.#listeners.size > 0
  }

  /** The function it gives ends the listening. */
  listen(listener: () => void): () => void {
    const own = () => listener() // the same function may listen twice
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
      if (this.heard) return
      clearImmediate(this.#ringing)
      this.#ringing = undefined
    }
  }

  ring(): void {
    if (!this.heard) return
    this.#ringing ??= setImmediate(() => {
      this.#ringing = undefined
      for (const listener of [...this.#listeners]) listener()
    })
  }
}
