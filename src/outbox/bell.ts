/**
 * Tells all who listen, at most once in a turn of the event loop, however often it is rung. Now one is told
 * first, now another: else one could take for ever what all of them wait for.
 */
export class Bell {
  readonly #listeners = new Set<() => void>()
  #random = 1
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
      const listeners = [...this.#listeners]
      const first = this.#next() % listeners.length
      for (const listener of [...listeners.slice(first), ...listeners.slice(0, first)]) listener()
    })
  }

  /**
   * Numbers without a pattern, the same ones in each run (a linear congruential generator's upper bits). Turning by one
   * would not do: those who listen anew after each ring come back in the order in which they were told.
   */
  #next(): number {
    this.#random = (Math.imul(this.#random, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return this.#random >>> 16
  }
}
