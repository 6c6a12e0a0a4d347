import type { Event, Json } from '../../types.ts'
import type { ABSENT } from '../compile.ts'
import { presentData } from '../evaluate.ts'
import { MAX_PATHS } from './limits.ts'
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

/** Where the bytes of a text stand. */
export interface TextBytes {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
}

/** What has been read of the event that is being matched; one per index, used again for each event. */
export class Reading {
  readonly values: Values
  /** By path: what stands there, the token of a scalar (or 0), a number (or NaN), and where a text's bytes stand. */
  readonly kinds = new Uint8Array(MAX_PATHS)
  readonly tokens = new Int32Array(MAX_PATHS)
  readonly numbers = new Float64Array(MAX_PATHS)
  readonly starts = new Int32Array(MAX_PATHS)
  readonly ends = new Int32Array(MAX_PATHS)
  readonly #texts: (string | undefined)[] = Array.from({ length: MAX_PATHS })
  /** By path: the signature of the text there, and the epoch it was made in. */
  readonly #signatures = new Int32Array(2 * MAX_PATHS)
  readonly #signedIn = new Int32Array(MAX_PATHS)
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
    return (this.#texts[path] ??= this.bytes.toString('utf8', this.starts[path]!, this.ends[path]!))
  }

  /** A text's bytes; undefined where the path leads to no text. */
  textBytes(path: number): TextBytes | undefined {
    if (this.kinds[path] !== STRING) return undefined
    const start = this.starts[path]!
    if (start >= 0) return { bytes: this.bytes, start, end: this.ends[path]! }
    const bytes = Buffer.from(this.#texts[path]!)
    return { bytes, start: 0, end: bytes.length }
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
    this.starts[path] = -1
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

  #add(token: number): void {
    if (this.foundCount === this.found.length) this.found = enlarged(this.found)
    this.found[this.foundCount++] = token
  }
}
