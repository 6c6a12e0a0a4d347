/** Something may have changed: wakes all who wait. */
export class Signal {
  #waiting: (() => void)[] = []

  /** Resolves at the next `ring`. */
  wait(): Promise<void> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  /** As `wait`, but for so many milliseconds at most. */
  waitAtMost(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds)
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  ring(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
