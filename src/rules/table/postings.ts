import { classOf, type Pool } from './pool.ts'
import { enlarged } from './values.ts'

const STRIDE = 3 // token, partition, block; a block of 0 is an empty slot

/** Words in front of a block's entries: its class and how many rules stand first, and how many words behind them. */
export const HEAD = 2
/** Bits of the first word's class. */
export const CLASS_BITS = 5
const CLASS_MASK = 31

/** An entry's first word: its rule (22 bits), what its truth means (2 bits), and how many words it has (8 bits). */
export const RULE_MASK = 2 ** 22 - 1
export const MEANING_MASK = 3 << 22
export const LENGTH_SHIFT = 24
/** Most words of an entry. */
export const MAX_ENTRY = 255

/** Where all questions of the entry are true, so is the rule. */
export const DECISIVE = 0
/** Likewise; but where one of them is unsure or fails, the rule's program decides. */
export const SURE = 1 << 22
/** Likewise; and also where all are true. */
export const DOUBTFUL = 2 << 22

/**
 * Which rules to look at for a token in a partition: per pair one block of the pool. First the rules that need no more
 * than the token, a word each; at the end, growing downwards, entries with what else is to be asked.
 */
export class Postings {
  readonly #pool: Pool
  /** By token from 0 on: in how many partitions it has a list. */
  #lists = new Int32Array(64)
  #table = new Int32Array(STRIDE * 64)
  #mask = 63
  #count = 0

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** How many lists there are. */
  get size(): number {
    return this.#count
  }

  /** The block for a token in a partition, or 0. Tokens may be negative. */
  find(token: number, partition: number): number {
    const table = this.#table
    const mask = this.#mask
    for (let slot = hash(token, partition) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * STRIDE
      const block = table[at + 2]!
      if (block === 0 || (table[at] === token && table[at + 1] === partition)) return block
    }
  }

  /** Whether rules stand under a token from 0 on anywhere. */
  has(token: number): boolean {
    return token < this.#lists.length && this.#lists[token] !== 0
  }

  /** Adds an entry: `length` words, the first of which names rule and length. */
  add(token: number, partition: number, entry: Int32Array, length: number): void {
    let block = this.find(token, partition)
    if (block === 0) {
      block = this.#begin(classOf(HEAD + length))
      this.#insert(token, partition, block)
    }
    const { words } = this.#pool
    const class_ = words[block]! & CLASS_MASK
    const used = HEAD + (words[block]! >>> CLASS_BITS) + words[block + 1]!
    if (used + length > 2 ** class_) {
      block = this.#move(block, class_, classOf(used + length))
      this.#table[this.#slotOf(token, partition) * STRIDE + 2] = block
    }
    this.#append(block, entry, length)
  }

  /** Takes a rule's entry out; nothing where it has none. */
  remove(token: number, partition: number, rule: number): void {
    const block = this.find(token, partition)
    if (block === 0) return
    const { words } = this.#pool
    const class_ = words[block]! & CLASS_MASK
    if (!this.#cutRule(block, rule)) this.#cutEntry(block, class_, rule)
    if (words[block]! >>> CLASS_BITS > 0 || words[block + 1]! > 0) return
    this.#pool.give(block, class_)
    this.#erase(this.#slotOf(token, partition))
  }

  #begin(class_: number): number {
    const block = this.#pool.take(class_)
    this.#pool.words[block] = class_
    this.#pool.words[block + 1] = 0
    return block
  }

  #move(from: number, fromClass: number, class_: number): number {
    const to = this.#begin(class_)
    const { words } = this.#pool
    const rules = words[from]! >>> CLASS_BITS
    const rest = words[from + 1]!
    words[to] = class_ | (rules << CLASS_BITS)
    words[to + 1] = rest
    words.copyWithin(to + HEAD, from + HEAD, from + HEAD + rules)
    words.copyWithin(to + 2 ** class_ - rest, from + 2 ** fromClass - rest, from + 2 ** fromClass)
    this.#pool.give(from, fromClass)
    return to
  }

  #append(block: number, entry: Int32Array, length: number): void {
    const { words } = this.#pool
    if (length === 1) {
      words[block + HEAD + (words[block]! >>> CLASS_BITS)] = entry[0]! & RULE_MASK
      words[block]! += 1 << CLASS_BITS
      return
    }
    words[block + 1]! += length
    const start = block + 2 ** (words[block]! & CLASS_MASK) - words[block + 1]!
    for (let i = 0; i < length; i++) words[start + i] = entry[i]!
  }

  #cutRule(block: number, rule: number): boolean {
    const { words } = this.#pool
    const end = block + HEAD + (words[block]! >>> CLASS_BITS)
    const at = words.subarray(block + HEAD, end).indexOf(rule)
    if (at < 0) return false
    words[block + HEAD + at] = words[end - 1]!
    words[block]! -= 1 << CLASS_BITS
    return true
  }

  #cutEntry(block: number, class_: number, rule: number): void {
    const { words } = this.#pool
    const end = block + 2 ** class_
    const start = end - words[block + 1]!
    for (let i = start; i < end; ) {
      const length = words[i]! >>> LENGTH_SHIFT
      if ((words[i]! & RULE_MASK) === rule) {
        words.copyWithin(start + length, start, i)
        words[block + 1]! -= length
        return
      }
      i += length
    }
  }

  #insert(token: number, partition: number, block: number): void {
    if (++this.#count * 4 > this.#mask * 3) this.#grow()
    if (token >= 0) {
      while (token >= this.#lists.length) this.#lists = enlarged(this.#lists)
      this.#lists[token]!++
    }
    const slot = this.#slotOf(token, partition)
    this.#table[slot * STRIDE] = token
    this.#table[slot * STRIDE + 1] = partition
    this.#table[slot * STRIDE + 2] = block
  }

  /** The pair's slot, or the empty one where it would stand. */
  #slotOf(token: number, partition: number): number {
    const table = this.#table
    let slot = hash(token, partition) & this.#mask
    for (;;) {
      const at = slot * STRIDE
      if (table[at + 2] === 0 || (table[at] === token && table[at + 1] === partition)) return slot
      slot = (slot + 1) & this.#mask
    }
  }

  #grow(): void {
    const before = this.#table
    this.#mask = this.#mask * 2 + 1
    this.#table = new Int32Array(STRIDE * (this.#mask + 1))
    for (let at = 0; at < before.length; at += STRIDE) {
      if (before[at + 2] === 0) continue
      const slot = this.#slotOf(before[at]!, before[at + 1]!)
      this.#table.set(before.subarray(at, at + STRIDE), slot * STRIDE)
    }
  }

  #erase(emptied: number): void {
    const table = this.#table
    const mask = this.#mask
    let hole = emptied
    this.#count--
    const token = table[hole * STRIDE]!
    if (token >= 0) this.#lists[token]!--
    // Moves up what would no longer be found behind the hole.
    for (let slot = (hole + 1) & mask; table[slot * STRIDE + 2] !== 0; slot = (slot + 1) & mask) {
      const wanted = hash(table[slot * STRIDE]!, table[slot * STRIDE + 1]!) & mask
      if (((slot - wanted) & mask) < ((slot - hole) & mask)) continue
      table.copyWithin(hole * STRIDE, slot * STRIDE, (slot + 1) * STRIDE)
      hole = slot
    }
    table.fill(0, hole * STRIDE, (hole + 1) * STRIDE)
  }
}

function hash(token: number, partition: number): number {
  const mixed = Math.imul(token, 0x9e3779b1) ^ Math.imul(partition, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
