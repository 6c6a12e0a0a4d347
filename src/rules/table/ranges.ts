import type { NumberList } from './number-list.ts'

/** The intervals that rules of one partition ask one path for: which of them hold a number? */

/** From `low` to `high`, both within; one of them may be infinite. */
interface Item {
  readonly low: number
  readonly high: number
  /** Its entry's block in the pool; of a rule with nothing more to ask the complement of its number. */
  readonly block: number
  readonly rule: number
}

const SPARE = 8 // items looked at one by one before they are sorted in

/**
 * Intervals with one bound are two sorted lists, of which a prefix or a suffix holds a number. Those with two are sorted by
 * the lower bound, with a tree of the greatest upper bounds above them.
 */
export class Ranges {
  readonly path: number
  #sorted: Item[] = []
  #fresh: Item[] = []
  #lows = new Float64Array(0)
  #lowBlocks = new Int32Array(0)
  #highs = new Float64Array(0)
  #highBlocks = new Int32Array(0)
  #starts = new Float64Array(0)
  #startBlocks = new Int32Array(0)
  /** The tree: leaves from `#leaves` on; a node's children stand at twice its index. */
  #greatest = new Float64Array(0)
  #leaves = 1
  #isUnsettled = false

  constructor(path: number) {
    this.path = path
  }

  get size(): number {
    return this.#sorted.length + this.#fresh.length
  }

  add(low: number, high: number, block: number, rule: number): void {
    this.#fresh.push({ low, high, block, rule })
    this.#isUnsettled = this.#fresh.length > SPARE + (this.#sorted.length >> 3)
  }

  /** Takes a rule's intervals out; gives their blocks. */
  remove(rule: number): number[] {
    const blocks: number[] = []
    const isOthers = (item: Item) => {
      if (item.rule === rule) blocks.push(item.block)
      return item.rule !== rule
    }
    this.#fresh = this.#fresh.filter(isOthers)
    const fresh = blocks.length
    const others = this.#sorted.filter(isOthers)
    if (blocks.length === fresh) return blocks
    this.#sorted = others
    for (const block of blocks) this.#forget(block)
    return blocks
  }

  /** Sorts in what was added since. */
  settle(): void {
    this.#sorted = this.#sorted.concat(this.#fresh)
    this.#fresh = []
    this.#isUnsettled = false
    const lows = this.#sorted.filter(({ high }) => high === Infinity).sort((a, b) => a.low - b.low)
    const highs = this.#sorted
      .filter(({ low, high }) => low === -Infinity && high !== Infinity)
      .sort((a, b) => a.high - b.high)
    const both = this.#sorted
      .filter(({ low, high }) => low !== -Infinity && high !== Infinity)
      .sort((a, b) => a.low - b.low)
    this.#lows = Float64Array.from(lows, ({ low }) => low)
    this.#lowBlocks = Int32Array.from(lows, ({ block }) => block)
    this.#highs = Float64Array.from(highs, ({ high }) => high)
    this.#highBlocks = Int32Array.from(highs, ({ block }) => block)
    this.#starts = Float64Array.from(both, ({ low }) => low)
    this.#startBlocks = Int32Array.from(both, ({ block }) => block)
    this.#plant(both)
  }

  /** Appends the blocks of all intervals that hold the number. */
  collect(x: number, blocks: NumberList): void {
    if (this.#isUnsettled) this.settle()
    for (const { low, high, block } of this.#fresh) if (low <= x && x <= high) blocks.push(block)
    const upTo = countUpTo(this.#lows, x)
    for (let i = 0; i < upTo; i++) if (this.#lowBlocks[i] !== 0) blocks.push(this.#lowBlocks[i]!)
    for (let i = countBelow(this.#highs, x); i < this.#highs.length; i++) {
      if (this.#highBlocks[i] !== 0) blocks.push(this.#highBlocks[i]!)
    }
    const begun = countUpTo(this.#starts, x)
    if (begun > 0) this.#descend(1, x, begun, blocks)
  }

  /** Of the first `begun` intervals, those that have not ended before `x`. */
  #descend(node: number, x: number, begun: number, blocks: NumberList): void {
    if (this.#greatest[node]! < x) return
    if (node >= this.#leaves) {
      const block = this.#startBlocks[node - this.#leaves]!
      if (block !== 0) blocks.push(block)
      return
    }
    this.#descend(2 * node, x, begun, blocks)
    const right = 2 * node + 1
    if (this.#firstLeaf(right) < begun) this.#descend(right, x, begun, blocks)
  }

  #firstLeaf(node: number): number {
    const depth = Math.clz32(node) - Math.clz32(this.#leaves)
    return (node << depth) - this.#leaves
  }

  #plant(items: readonly Item[]): void {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, items.length)))
    const greatest = new Float64Array(2 * this.#leaves).fill(-Infinity)
    items.forEach(({ high }, i) => {
      greatest[this.#leaves + i] = high
    })
    for (let i = this.#leaves - 1; i > 0; i--) greatest[i] = Math.max(greatest[2 * i]!, greatest[2 * i + 1]!)
    this.#greatest = greatest
  }

  #forget(block: number): void {
    for (const blocks of [this.#lowBlocks, this.#highBlocks, this.#startBlocks]) {
      const at = blocks.indexOf(block)
      if (at >= 0) blocks[at] = 0
    }
  }
}

/** How many of the sorted numbers are at most `x`. */
function countUpTo(sorted: Float64Array, x: number): number {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (sorted[middle]! <= x) from = middle + 1
    else to = middle
  }
  return from
}

/** How many of the sorted numbers are less than `x`. */
function countBelow(sorted: Float64Array, x: number): number {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (sorted[middle]! < x) from = middle + 1
    else to = middle
  }
  return from
}
