/** What ends, with what is to be done then: a test, or a run outside of tests. */
export interface Scope {
  after(done: () => unknown): void
}

/** A run outside of tests. */
export class RunScope implements Scope {
  readonly #done: (() => unknown)[] = []

  after(done: () => unknown): void {
    this.#done.push(done)
  }

  /** What was begun last is ended first. */
  async end(): Promise<void> {
    for (const done of this.#done.splice(0).reverse()) await done()
  }
}
