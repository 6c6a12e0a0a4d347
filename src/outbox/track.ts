import type { Owed } from './owed.ts'

/**
 * What a sink has taken of one partition and not yet settled without a gap: `done` is the end of the unbroken run of
 * settled offsets, so a later success never hides an earlier failure.
 */
export class Track {
  #items: (Owed | undefined)[] = []
  #head = 0

  /** How many offsets stand between the first one here and the last taken, both included. */
  get size(): number {
    return this.#items.length - this.#head
  }

  /** The first that is not settled; undefined where everything taken is. */
  get first(): Owed | undefined {
    const items = this.#items
    let at = this.#head
    while (items[at]?.state === 'settled') at++ // only after a shed
    return items[at]
  }

  /** Whether an offset is here: taken, and not forgotten since. */
  has(offset: number): boolean {
    const at = this.#place(offset)
    return this.#items[at]?.offset === offset
  }

  /** Takes an offset. Normally the highest so far; one read again after a shed goes where it belongs. */
  add(owed: Owed): void {
    const last = this.#items[this.#items.length - 1]
    if (last === undefined || last.offset < owed.offset) this.#items.push(owed)
    else this.#items.splice(this.#place(owed.offset), 0, owed)
  }

  /** To be called after anything here settled: forgets the settled run at the front, of what lies below `covered`. */
  advance(covered: number): void {
    const items = this.#items
    let head = this.#head
    for (let item = items[head]; item?.state === 'settled' && item.offset < covered; item = items[head])
      items[head++] = undefined
    if (head === items.length) {
      if (head > 0) this.#items = []
      head = 0
    } else if (head > 1024 && head * 2 > items.length) {
      this.#items = items.slice(head)
      head = 0
    }
    this.#head = head
  }

  /** Takes out what is not to be kept, and gives it; the rest stays in order. */
  takeOut(unwanted: (owed: Owed) => boolean): Owed[] {
    const kept: Owed[] = []
    const out: Owed[] = []
    for (const owed of this) (unwanted(owed) ? out : kept).push(owed)
    if (out.length > 0) {
      this.#items = kept
      this.#head = 0
    }
    return out
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

  /** Where the first stands that is not below an offset. */
  #place(offset: number): number {
    let low = this.#head
    let high = this.#items.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#items[middle]?.offset ?? -1) < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
