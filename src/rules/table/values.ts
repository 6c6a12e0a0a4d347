import { MAX_VALUES, refuseBeyond } from './limits.ts'

/** What a value is to the table; texts of half surrogate pairs have no UTF-8 and are kept apart. */
export const TEXT = 0
export const NUMBER = 1
export const OTHER = 2
export const ODD_TEXT = 3

/** Bits of a domain: path (14), whether it is of members, type (2). */
const DOMAIN_BITS = 17
/** Longest value in bytes, in what a domain leaves of 32 bits; a condition on a longer one is asked without the table. */
export const MAX_LENGTH = 2 ** (32 - DOMAIN_BITS) - 1

const STRIDE = 4 // hash, token, where its bytes stand, their length and its domain

/** A path's values, or the members of the lists it leads to: different domains of one table. */
export function domain(path: number, isMember: boolean, type: number): number {
  return (path << 3) | (isMember ? 4 : 0) | type
}

/**
 * The values that conditions name, each with a number: its token. Keyed by bytes, so that a value need not become a
 * string to be looked up. Token 0 is none.
 */
export class Values {
  #table = new Int32Array(STRIDE * 64)
  #mask = 63
  #count = 0
  #bytes = Buffer.alloc(1 << 10)
  #end = 0
  #unused = 0
  /** By token: its hash, and how many conditions name it. */
  #hashes = new Int32Array(64)
  #uses = new Int32Array(64)
  #bound = 1
  readonly #free: number[] = []

  /** Every token is below it. */
  get bound(): number {
    return this.#bound
  }

  get size(): number {
    return this.#count
  }

  uses(token: number): number {
    return this.#uses[token]!
  }

  /** The token of the value that stands in the bytes, or 0. `hash` as `hashOf` computes it. */
  find(hash: number, domain: number, bytes: Buffer, from: number, to: number): number {
    const table = this.#table
    const mask = this.#mask
    const mixed = mix(hash)
    const key = ((to - from) << DOMAIN_BITS) | domain
    for (let slot = mixed & mask; ; slot = (slot + 1) & mask) {
      const at = slot * STRIDE
      const token = table[at + 1]!
      if (token === 0) return 0
      if (table[at] === mixed && table[at + 3] === key && this.#same(table[at + 2]!, bytes, from, to))
        return token
    }
  }

  /** The value's token, named once more. @throws SluiceError beyond the limit */
  acquire(domain: number, bytes: Buffer): number {
    const hash = hashOf(domain, bytes, 0, bytes.length)
    const known = this.find(hash, domain, bytes, 0, bytes.length)
    if (known !== 0) {
      this.#uses[known]!++
      return known
    }
    refuseBeyond(this.#count + 1, MAX_VALUES, 'different values')
    if (++this.#count * 4 > this.#mask * 3) this.#rehash(this.#mask * 2 + 1)
    const token = this.#free.pop() ?? this.#bound++
    if (token >= this.#hashes.length) {
      this.#hashes = enlarged(this.#hashes)
      this.#uses = enlarged(this.#uses)
    }
    const mixed = mix(hash)
    this.#hashes[token] = mixed
    this.#uses[token] = 1
    this.#insert(mixed, token, this.#store(bytes), (bytes.length << DOMAIN_BITS) | domain)
    return token
  }

  /** Named once less; gives whether it is forgotten. */
  release(token: number): boolean {
    if (--this.#uses[token]! > 0) return false
    const table = this.#table
    const mask = this.#mask
    let hole = this.#hashes[token]! & mask
    while (table[hole * STRIDE + 1] !== token) hole = (hole + 1) & mask
    this.#unused += table[hole * STRIDE + 3]! >>> DOMAIN_BITS
    // Moves up what would no longer be found behind the hole.
    for (let slot = (hole + 1) & mask; table[slot * STRIDE + 1] !== 0; slot = (slot + 1) & mask) {
      const wanted = table[slot * STRIDE]! & mask
      if (((slot - wanted) & mask) < ((slot - hole) & mask)) continue
      table.copyWithin(hole * STRIDE, slot * STRIDE, (slot + 1) * STRIDE)
      hole = slot
    }
    table.fill(0, hole * STRIDE, (hole + 1) * STRIDE)
    this.#count--
    this.#free.push(token)
    return true
  }

  #same(at: number, bytes: Buffer, from: number, to: number): boolean {
    const own = this.#bytes
    let i = from
    for (let k = at; i < to && own[k] === bytes[i]; k++) i++
    return i === to
  }

  #insert(mixed: number, token: number, at: number, key: number): void {
    const table = this.#table
    let slot = mixed & this.#mask
    while (table[slot * STRIDE + 1] !== 0) slot = (slot + 1) & this.#mask
    table[slot * STRIDE] = mixed
    table[slot * STRIDE + 1] = token
    table[slot * STRIDE + 2] = at
    table[slot * STRIDE + 3] = key
  }

  #rehash(mask: number): void {
    const before = this.#table
    this.#table = new Int32Array(STRIDE * (mask + 1))
    this.#mask = mask
    for (let at = 0; at < before.length; at += STRIDE) {
      if (before[at + 1] !== 0) this.#insert(before[at]!, before[at + 1]!, before[at + 2]!, before[at + 3]!)
    }
  }

  #store(bytes: Buffer): number {
    if (this.#end + bytes.length > this.#bytes.length) this.#compact(bytes.length)
    const at = this.#end
    bytes.copy(this.#bytes, at)
    this.#end += bytes.length
    return at
  }

  /** Makes room: drops the bytes of forgotten values, and takes half as much again. */
  #compact(wanted: number): void {
    const before = this.#bytes
    const used = this.#end - this.#unused + wanted
    this.#bytes = Buffer.alloc(Math.max(before.length >> 1, Math.ceil(used * 1.5)))
    this.#end = 0
    this.#unused = 0
    const table = this.#table
    for (let at = 0; at < table.length; at += STRIDE) {
      if (table[at + 1] === 0) continue
      const from = table[at + 2]!
      const length = table[at + 3]! >>> DOMAIN_BITS
      before.copy(this.#bytes, this.#end, from, from + length)
      table[at + 2] = this.#end
      this.#end += length
    }
  }
}

/** The hash of a value; the scanner computes the same while it looks for the value's end. */
export function hashOf(domain: number, bytes: Buffer, from: number, to: number): number {
  let hash = domain
  for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0
  return hash
}

function mix(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return mixed ^ (mixed >>> 13)
}

/** A copy of twice the length. */
export function enlarged(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(array.length * 2)
  copy.set(array)
  return copy
}
