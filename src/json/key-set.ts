const SLOTS = 256
/** With more keys than these an object counts as one that may repeat some. */
const MOST = SLOTS / 2
const QUOTE = 0x22

/** The keys of one object, to see whether one stands there twice. Nothing is made for each object: it is used again. */
export class KeySet {
  /** By slot: where a key begins, and for which object. */
  readonly #starts = new Int32Array(SLOTS)
  readonly #objects = new Int32Array(SLOTS)
  #object = 0
  #count = 0

  /** Begins another object. */
  clear(): void {
    this.#count = 0
    // May wrap: what is left of an object so long ago is taken for a key of this one, which errs on the safe side.
    this.#object = (this.#object + 1) | 0
  }

  /** Takes in the key that stands in the bytes, between quotes; false where it may be there already. */
  add(bytes: Buffer, from: number, to: number): boolean {
    if (++this.#count > MOST) return false
    const starts = this.#starts
    const objects = this.#objects
    const object = this.#object
    const length = to - from
    let slot = length + 7 * bytes[from]! + 31 * bytes[from + (length >> 1)]! + 61 * bytes[to - 1]!
    for (slot &= SLOTS - 1; objects[slot] === object; slot = (slot + 1) & (SLOTS - 1)) {
      const start = starts[slot]!
      let i = 0
      while (i < length && bytes[start + i] === bytes[from + i]) i++
      if (i === length && bytes[start + length] === QUOTE) return false
    }
    objects[slot] = object
    starts[slot] = from
    return true
  }
}
