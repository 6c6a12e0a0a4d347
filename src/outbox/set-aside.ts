import type { Lane } from './lane.ts'
import type { Owed } from './owed.ts'

const lookAgainAfter = 100 // ms

/** What could go but may not, because its partition's lease is not good at the moment. It is given back a little later. */
export class SetAside {
  readonly #back: (owed: readonly Owed[]) => void
  #items: Owed[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(back: (owed: readonly Owed[]) => void) {
    this.#back = back
  }

  add(owed: Owed): void {
    this.#items.push(owed)
    this.#timer ??= setTimeout(() => {
      const items = this.#items
      this.stop()
      this.#back(items)
    }, lookAgainAfter)
  }

  /** Forgets what a lane has here. */
  drop(lane: Lane): void {
    if (this.#items.length > 0) this.#items = this.#items.filter(owed => owed.lane !== lane)
    if (this.#items.length === 0) this.stop()
  }

  /** Forgets everything. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#items = []
  }
}
