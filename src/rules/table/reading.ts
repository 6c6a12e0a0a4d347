import type { Event, Json } from '../../types.ts'
import type { ABSENT } from '../compile.ts'
import { presentData } from '../evaluate.ts'
import { PlainTexts } from './plain-texts.ts'
import { signatureOf } from './trigrams.ts'
import { enlarged, type Values } from './values.ts'

/** What a path leads to. MISSING: nowhere, which is an error. GONE: the data is absent, conditions on it are false. */
export const MISSING = 0
export const GONE = 1
export const NULL = 2
/** A boolean too. */
export const NUMERIC = 3
export const STRING = 4
export const LIST = 5
export const OBJECT = 6
/** A bit for each of them. */
export const ANY_KIND = 2 ** (OBJECT + 1) - 1

const FIRST_PATHS = 64
/** Where a text begins whose bytes nobody has asked for yet. */
const LATER = -(2 ** 31)

/** Where the bytes of a text stand. */
export interface TextBytes {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
}

/** What has been read of the event that is being matched; one per index, used again for each event. */
export class Reading {
  readonly values: Values
  /**
   * By path: what stands there, the token of a scalar (or 0), a number (or NaN), and where a text's bytes stand. Replaced when
   * they grow, as an event begins.
   */
  kinds = new Uint8Array(FIRST_PATHS)
  tokens = new Int32Array(FIRST_PATHS)
  numbers = new Float64Array(FIRST_PATHS)
  /** In the event's bytes; below 0 the complement of where it begins in `plain`, or LATER. */
  starts = new Int32Array(FIRST_PATHS)
  ends = new Int32Array(FIRST_PATHS)
  readonly #texts: (string | undefined)[] = []
  /** By path: the signature of the text there, and the epoch it was made in. */
  #signatures = new Int32Array(2 * FIRST_PATHS)
  #signedIn = new Int32Array(FIRST_PATHS)
  /** Texts that stand in the event's bytes with escapes, and others. */
  readonly plain = new PlainTexts()
  /** The tokens of the event's values and members, each once. */
  found = new Int32Array(256)
  foundCount = 0
  /** By token: the epoch in which it was found as a member. */
  marks = new Int32Array(256)
  /** Counts the events; what is kept for one carries its number. */
  epoch = 0
  bytes: Buffer = Buffer.alloc(0)
  /** Absent where only bytes are matched: then nothing may ask for it. */
  #event: Event | undefined
  #data: Json | typeof ABSENT | undefined
  #snapshots: Json | undefined

  constructor(values: Values) {
    this.values = values
  }

  /** Begins another event: the paths of those numbers lead nowhere yet. */
  begin(bytes: Buffer, event: Event | undefined, paths: Int32Array): void {
    this.epoch++
    this.bytes = bytes
    this.#event = event
    this.#data = undefined
    this.#snapshots = undefined
    if (this.plain.end > 0) this.plain.clear()
    // They are in order.
    if (paths.length > 0 && paths[paths.length - 1]! >= this.kinds.length)
      this.#grow(paths[paths.length - 1]!)
    this.forget(paths, MISSING)
    while (this.marks.length < this.values.bound) this.marks = enlarged(this.marks)
  }

  /** Epochs begin anew. */
  restart(): void {
    this.epoch = 0
    this.marks.fill(0)
    this.#signedIn.fill(0)
  }

  /** All that was read of the paths counts as `kind`. */
  forget(paths: Int32Array, kind: number): void {
    const { kinds, tokens, numbers } = this
    this.foundCount = 0
    for (let i = 0; i < paths.length; i++) {
      const path = paths[i]!
      kinds[path] = kind
      tokens[path] = 0
      numbers[path] = Number.NaN
      this.#texts[path] = undefined
    }
  }

  /** A scalar was found that conditions name. */
  addValue(path: number, token: number): void {
    this.tokens[path] = token
    this.#add(token)
  }

  /** A member of a list, or a key of an object, was found that conditions name. */
  addMember(token: number): void {
    if (this.marks[token] === this.epoch) return
    this.marks[token] = this.epoch
    this.#add(token)
  }

  hasMember(token: number): boolean {
    return this.marks[token] === this.epoch
  }

  /** The text that stands at a path. */
  text(path: number): string {
    const known = this.#texts[path]
    if (known !== undefined) return known
    const { bytes, start, end } = this.textBytes(path)!
    const text = bytes.toString('utf8', start, end)
    this.#texts[path] = text
    return text
  }

  /** A text's bytes; undefined where the path leads to no text. */
  textBytes(path: number): TextBytes | undefined {
    if (this.kinds[path] !== STRING) return undefined
    if (this.starts[path] === LATER) {
      this.starts[path] = ~this.plain.end
      this.plain.add(this.#texts[path]!)
      this.ends[path] = this.plain.end
    }
    const start = this.starts[path]!
    return start >= 0
      ? { bytes: this.bytes, start, end: this.ends[path]! }
      : { bytes: this.plain.bytes, start: ~start, end: this.ends[path]! }
  }

  /** Whether a text stands at the path that lacks a trigram of a signature. */
  lacks(path: number, low: number, high: number): boolean {
    if (this.#signedIn[path] !== this.epoch) {
      const text = this.textBytes(path)
      if (text === undefined) return false
      this.#signatures.set(signatureOf(text.bytes, text.start, text.end), 2 * path)
      this.#signedIn[path] = this.epoch
    }
    return ((low & ~this.#signatures[2 * path]!) | (high & ~this.#signatures[2 * path + 1]!)) !== 0
  }

  /** A text that does not stand in the bytes as it is. */
  setText(path: number, text: string): void {
    this.#texts[path] = text
    this.starts[path] = LATER
  }

  /** The event's data as conditions see it, parsed at first use. */
  get data(): Json | typeof ABSENT {
    return (this.#data ??= presentData(this.event.member('data')))
  }

  get snapshots(): Json {
    return (this.#snapshots ??= this.event.member('snapshots') ?? null)
  }

  get event(): Event {
    if (this.#event === undefined) throw new Error('there is no event beside the bytes')
    return this.#event
  }

  #grow(path: number): void {
    const { kinds, numbers } = this
    const size = 2 ** (32 - Math.clz32(path))
    this.kinds = new Uint8Array(size)
    this.kinds.set(kinds)
    this.numbers = new Float64Array(size)
    this.numbers.set(numbers)
    while (this.tokens.length < size) {
      this.tokens = enlarged(this.tokens)
      this.starts = enlarged(this.starts)
      this.ends = enlarged(this.ends)
      this.#signatures = enlarged(this.#signatures)
      this.#signedIn = enlarged(this.#signedIn)
    }
  }

  #add(token: number): void {
    if (this.foundCount === this.found.length) this.found = enlarged(this.found)
    this.found[this.foundCount++] = token
  }
}
