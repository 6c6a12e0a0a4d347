/** The paths that the rules of some types read, as a tree of keys: what a scan looks for in an event's data. */

/** A key on the way of a path. */
export class KeyNode {
  /** UTF-8 of the key, as it stands between quotes where nothing is escaped. */
  readonly bytes: Buffer
  /** The path that ends here, or -1. */
  path = -1
  readonly children = new Map<string, KeyNode>()
  /** Whether no path goes on below. */
  isLast = true
  /** Paths that go on below. */
  readonly below: number[] = []
  /** The object in which the key was seen last: twice in one is a duplicate. */
  seenIn = 0
  /** The next child in the same slot of its parent's table. */
  next: KeyNode | undefined
  /** The children, by their keys' slots. */
  table: readonly (KeyNode | undefined)[] = [undefined]
  mask = 0

  constructor(key: string) {
    this.bytes = Buffer.from(key)
  }

  /** The child whose key stands in the bytes, between quotes; undefined where no path goes on so. */
  find(bytes: Buffer, from: number, to: number): KeyNode | undefined {
    let child = this.table[slotOf(bytes[from]!, to - from) & this.mask]
    while (child !== undefined && !child.#is(bytes, from, to)) child = child.next
    return child
  }

  /** Makes the table of the children, here and below. */
  settle(): void {
    this.isLast = this.children.size === 0
    let size = 1
    while (size < this.children.size * SPARSE) size *= 2
    const table: (KeyNode | undefined)[] = Array.from({ length: size }, () => undefined)
    for (const child of this.children.values()) {
      // Of an empty key the first byte is the quote behind it.
      const slot = slotOf(child.bytes[0] ?? QUOTE, child.bytes.length) & (size - 1)
      child.next = table[slot]
      table[slot] = child
      child.settle()
    }
    this.table = table
    this.mask = size - 1
  }

  #is(bytes: Buffer, from: number, to: number): boolean {
    const own = this.bytes
    if (own.length !== to - from) return false
    // From the end: keys that begin alike are more than those that end alike.
    let i = own.length - 1
    while (i >= 0 && own[i] === bytes[from + i]) i--
    return i < 0
  }
}

const QUOTE = 0x22
/** Slots for each child: most keys of an object are nobody's, and should find an empty one. */
const SPARSE = 16

/** The tree of some paths (`site.name`), each with its number. */
export function keyTree(paths: Iterable<readonly [number: number, attr: string]>): KeyNode {
  const root = new KeyNode('')
  for (const [path, attr] of paths) {
    let at = root
    for (const key of attr.split('.')) {
      if (at !== root) at.below.push(path)
      let child = at.children.get(key)
      if (child === undefined) at.children.set(key, (child = new KeyNode(key)))
      at = child
    }
    at.path = path
  }
  root.settle()
  return root
}

function slotOf(first: number, length: number): number {
  return first + 11 * length
}
