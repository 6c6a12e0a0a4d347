import type { Owed } from './owed.ts'

/**
 * What a sink has taken of one partition and not yet settled without a gap: `done` is the end of the unbroken run of
 * settled offsets, so a later success never hides an earlier failure.
 */
export class Track {
  #items: (Owed | undefined)[] = []
  #head = 0

  /** How many offsets stand between the first unsettled one and the last taken, both included. */
  get size(): number {
    return this.#items.length - this.#head
  }

  /** The first that is not settled; undefined where everything taken is. */
  get first(): Owed | undefined {
    return this.#items[this.#head]
  }

  /** Takes an offset. Normally the highest so far; one read again after a shed goes where it belongs. */
  add(owed: Owed): void {
    const last = this.#items[this.#items.length - 1]
    if (last === undefined || last.offset < owed.offset) {
      this.#items.push(owed)
      return
    }
    let at = this.#items.length
    while (at > this.#head && (this.#items[at - 1]?.offset ?? -1) > owed.offset) at--
    this.#items.splice(at, 0, owed)
  }

  /** To be called after anything here settled: forgets the settled run at the front. */
  advance(): void {
    const items = this.#items
    let head = this.#head
    while (head < items.length && items[head]?.state === 'settled') items[head++] = undefined
    if (head === items.length) {
      if (head > 0) this.#items = []
      head = 0
    } else if (head > 1024 && head * 2 > items.length) {
      this.#items = items.slice(head)
      head = 0
    }
    this.#head = head
  }

  /** Everything not forgotten, in offset order. */
  *[Symbol.iterator](): Generator<Owed> {
    for (let at = this.#head; at < this.#items.length; at++) {
      const owed = this.#items[at]
      if (owed !== undefined) yield owed
    }
  }

  clear(): void {
    this.#items = []
    this.#head = 0
  }
}
