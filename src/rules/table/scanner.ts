import { skipContainer, skipScalar, skipString, skipValue } from '../../json/skip.ts'
import type { PathUses } from './bind.ts'
import type { KeyNode } from './keys.ts'
import { LIST, NULL, NUMERIC, OBJECT, type Reading, STRING } from './reading.ts'
import { integerOf, NULL_BYTES, numberBytes, scalarOf } from './scalars.ts'
import { domain, hashOf, MAX_LENGTH, NUMBER, OTHER, TEXT, type Values } from './values.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const BRACKET = 0x5b
const BACKSLASH = 0x5c
const BRACKET_END = 0x5d
const BRACE = 0x7b
const BRACE_END = 0x7d
const SPACE = 0x20
const MINUS = 0x2d
const ZERO = 0x30
const LETTER_N = 0x6e
const LETTER_T = 0x74
const LETTER_F = 0x66

/** More digits may not fit a double. */
const EXACT_DIGITS = 15
/** Objects are numbered up to here; then the trees have to be made anew. */
const LAST_OBJECT = 2 ** 30

/** What a scan gives where something is unusual: an index that is none. */
const UNUSUAL = -1

/**
 * Reads an event's data straight from its bytes, which are known to be JSON: only what the paths of a tree lead to, and
 * without making strings of it.
 */
export class Scanner {
  readonly #reading: Reading
  readonly #values: Values
  readonly #uses: PathUses
  #bytes: Buffer = Buffer.alloc(0)
  #objects = 0

  constructor(reading: Reading, uses: PathUses) {
    this.#reading = reading
    this.#values = reading.values
    this.#uses = uses
  }

  /** Whether objects cannot be told apart for much longer. */
  get isWorn(): boolean {
    return this.#objects > LAST_OBJECT
  }

  /** Numbers objects anew; only trees made afterwards may be used. */
  restart(): void {
    this.#objects = 0
  }

  /**
   * Reads the object that begins at `start`. False where something stands in the way that the parsed value has to be
   * asked about: an escaped or a repeated key, a list within a list, an element without the key. Where it is known to have
   * no key twice, reading ends with the last key that is wanted.
   */
  read(bytes: Buffer, start: number, root: KeyNode, isUnique: boolean): boolean {
    this.#bytes = bytes
    return this.#object(root, start + 1, false, isUnique) !== UNUSUAL
  }

  /** The members of an object, or of an element of a list; gives the index behind its brace, or where it has ended before. */
  #object(node: KeyNode, index: number, inList: boolean, isUnique: boolean): number {
    const bytes = this.#bytes
    const { length } = bytes
    const object = ++this.#objects
    let missing = node.children.size
    let i = index
    for (;;) {
      let byte = bytes[i]!
      while (byte <= SPACE) byte = bytes[++i]!
      if (byte === BRACE_END) return inList && missing > 0 ? UNUSUAL : i + 1
      if (byte === COMMA) {
        byte = bytes[++i]!
        while (byte <= SPACE) byte = bytes[++i]!
      }
      if (byte !== QUOTE) return UNUSUAL
      const from = ++i
      for (byte = bytes[i]!; byte !== QUOTE; byte = bytes[++i]!) {
        if (byte === BACKSLASH || byte === undefined) return UNUSUAL
      }
      const child = node.find(bytes, from, i)
      // Behind the quote a colon, behind that the value, with blanks anywhere.
      byte = bytes[++i]!
      while (byte <= SPACE) byte = bytes[++i]!
      byte = bytes[++i]!
      while (byte <= SPACE) byte = bytes[++i]!
      if (child === undefined) {
        if (byte === QUOTE) {
          // Most values are texts that nobody asks for, without an escape at their end.
          const text = ++i
          while (i < length && bytes[i] !== QUOTE) i++
          i = bytes[i - 1] === BACKSLASH ? skipString(bytes, text) : i + 1
        } else i = skipValue(bytes, i)
        continue
      }
      if (child.seenIn === object) return UNUSUAL
      child.seenIn = object
      missing--
      if (byte === QUOTE && child.isLast) i = this.#text(child.path, i + 1, inList)
      else {
        i = this.#value(child, i, byte, inList)
        if (i === UNUSUAL) return i
      }
      if (isUnique && missing === 0) return i
    }
  }

  #value(node: KeyNode, index: number, byte: number, inList: boolean): number {
    const { path } = node
    const goesOn = !node.isLast
    if (byte === BRACE) {
      if (path >= 0 && !inList) {
        if (this.#uses.keys[path]! > 0) return UNUSUAL
        this.#reading.kinds[path] = OBJECT
      }
      return goesOn ? this.#object(node, index + 1, inList, false) : skipContainer(this.#bytes, index + 1)
    }
    // Of an element of a list the paths go on in objects only.
    if (inList && (goesOn || byte === BRACKET)) return goesOn ? UNUSUAL : skipValue(this.#bytes, index)
    if (byte === BRACKET) return this.#list(node, index + 1)
    if (path < 0) return skipValue(this.#bytes, index)
    return this.#scalar(path, index, byte, inList)
  }

  #list(node: KeyNode, index: number): number {
    const bytes = this.#bytes
    const { path } = node
    const goesOn = !node.isLast
    if (path >= 0) this.#reading.kinds[path] = LIST
    for (const below of node.below) this.#reading.kinds[below] = LIST
    for (let i = index; ; ) {
      let byte = bytes[i]!
      while (byte <= SPACE || byte === COMMA) byte = bytes[++i]!
      if (byte === BRACKET_END) return i + 1
      if (byte === BRACE && goesOn) i = this.#object(node, i + 1, true, false)
      else if (goesOn || byte === undefined) return UNUSUAL
      else if (byte === BRACE || byte === BRACKET) i = skipContainer(bytes, i + 1)
      else i = this.#scalar(path, i, byte, true)
      if (i === UNUSUAL) return i
    }
  }

  #scalar(path: number, index: number, byte: number, isMember: boolean): number {
    if (byte === QUOTE) return this.#text(path, index + 1, isMember)
    const wanted = isMember ? this.#uses.members[path]! > 0 : this.#uses.values[path]! > 0
    const { kinds, numbers } = this.#reading
    if (byte === LETTER_N) {
      if (!isMember) kinds[path] = NULL
      if (wanted) this.#found(path, isMember, OTHER, NULL_BYTES)
      return index + 4
    }
    const end = byte === LETTER_T ? index + 4 : byte === LETTER_F ? index + 5 : skipScalar(this.#bytes, index)
    const value = byte >= LETTER_F ? Number(byte === LETTER_T) : this.#number(index, end)
    if (!isMember) {
      kinds[path] = NUMERIC
      numbers[path] = Number(value)
    }
    if (!wanted) return end
    if (typeof value === 'number') this.#found(path, isMember, NUMBER, numberBytes(value))
    else this.#found(path, isMember, OTHER, scalarOf(value)!.bytes)
    return end
  }

  #number(index: number, end: number): number | bigint {
    const bytes = this.#bytes
    const from = bytes[index] === MINUS ? index + 1 : index
    if (end - from <= EXACT_DIGITS) {
      let value = 0
      let i = from
      for (; i < end; i++) {
        const digit = bytes[i]! - ZERO
        if (digit < 0 || digit > 9) break
        value = value * 10 + digit
      }
      if (i === end) return from === index ? value : -value
    }
    const text = bytes.toString('latin1', index, end)
    return /^-?\d+$/.test(text) ? integerOf(text) : Number(text)
  }

  #text(path: number, from: number, isMember: boolean): number {
    const wanted = isMember ? this.#uses.members[path]! > 0 : this.#uses.values[path]! > 0
    const bytes = this.#bytes
    let i = from
    let hash = domain(path, isMember, TEXT)
    for (; i < bytes.length; i++) {
      const byte = bytes[i]!
      if (byte === QUOTE || byte === BACKSLASH) break
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    if (bytes[i] === BACKSLASH) return this.#escapedText(path, from, isMember, wanted)
    const reading = this.#reading
    if (wanted && i - from <= MAX_LENGTH) {
      const token = this.#values.find(hash, domain(path, isMember, TEXT), bytes, from, i)
      if (token !== 0) {
        if (isMember) reading.addMember(token)
        else reading.addValue(path, token)
      }
    }
    if (!isMember) {
      reading.kinds[path] = STRING
      reading.starts[path] = from
      reading.ends[path] = i
    }
    return i + 1
  }

  #escapedText(path: number, from: number, isMember: boolean, wanted: boolean): number {
    const bytes = this.#bytes
    const end = skipString(bytes, from)
    if (isMember && !wanted) return end
    const reading = this.#reading
    const { plain } = reading
    const start = plain.end
    if (plain.addEscaped(bytes, from, end - 1)) {
      if (!isMember) {
        reading.kinds[path] = STRING
        reading.starts[path] = ~start
        reading.ends[path] = plain.end
      }
      if (wanted && plain.end - start <= MAX_LENGTH)
        this.#lookUp(path, isMember, TEXT, plain.bytes, start, plain.end)
      return end
    }
    const text = JSON.parse(bytes.toString('utf8', from - 1, end)) as string
    if (!isMember) {
      reading.kinds[path] = STRING
      reading.setText(path, text)
    }
    const scalar = wanted ? scalarOf(text) : undefined
    if (scalar !== undefined) this.#found(path, isMember, scalar.type, scalar.bytes)
    return end
  }

  #found(path: number, isMember: boolean, type: number, bytes: Buffer): void {
    this.#lookUp(path, isMember, type, bytes, 0, bytes.length)
  }

  #lookUp(path: number, isMember: boolean, type: number, bytes: Buffer, from: number, to: number): void {
    const wanted = domain(path, isMember, type)
    const token = this.#values.find(hashOf(wanted, bytes, from, to), wanted, bytes, from, to)
    if (token === 0) return
    if (isMember) this.#reading.addMember(token)
    else this.#reading.addValue(path, token)
  }
}
