/** Counts what settles at all outboxes together, and tells whenever it was much: it is time to commit, then. */
export class Progress {
  /** Called after each `much` settled. */
  tell: () => void = () => {}
  readonly #much: number
  #count = 0

  constructor(much: number) {
    this.#much = much
  }

  settled(): void {
    if (++this.#count < this.#much) return
    this.#count = 0
    this.tell()
  }
}
