/** Counts what settles at all outboxes together, and tells whenever it was much: it is time to commit, then. */
export class Progress {
  readonly #much: number
  readonly #listeners: (() => void)[] = []
  #count = 0

  constructor(much: number) {
    this.#much = much
  }

  /** Has `listener` called after each `much` settled. */
  listen(listener: () => void): void {
    this.#listeners.push(listener)
  }

  settled(): void {
    if (++this.#count < this.#much) return
    this.#count = 0
    for (const listener of this.#listeners) listener()
  }
}
