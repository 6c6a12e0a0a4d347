import { growElements } from '../budget.ts'
import { raise } from './exceptions.ts'
import { type Hash, hashOf, isOwnHash } from './hash.ts'
import { repr } from './repr.ts'
import { type Cursor, orElse, PyObject, type Value } from './values.ts'

/** A plain object of JavaScript: only its own members count. */
export interface Source {
  readonly [name: string]: unknown
}

/** Makes a value of what stands in a JavaScript object; undefined where Python has nothing like it. */
export type Convert = (value: unknown) => Value | undefined

/**
 * A dict, in the order of insertion. One over an object of the context reads that object and copies it when it is first
 * changed or gone through: what templates look up is a few members of many, and the caller's object stays as it is.
 */
export class Dict extends PyObject {
  override readonly type = 'dict'
  #map: Map<Hash, Value> | undefined
  /** Keys that are not their own hash: 1.0, True, tuples. */
  #keys: Map<Hash, Value> | undefined
  readonly #source: Source
  readonly #convert: Convert | undefined
  #children: Map<string, Value> | undefined

  constructor(source?: Source, convert?: Convert) {
    super()
    this.#source = source ?? {}
    this.#convert = convert
    if (convert === undefined) this.#map = new Map()
  }

  /** From pairs; later ones win. */
  static from(entries: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict()
    for (const [key, value] of entries) dict.set(key, value)
    return dict
  }

  get(key: Value): Value | undefined {
    if (this.#map !== undefined) return this.#map.get(typeof key === 'string' ? key : hashOf(key))
    if (typeof key === 'string') return this.#read(key)
    const hash = hashOf(key)
    return typeof hash === 'string' ? this.#read(hash) : undefined
  }

  has(key: Value): boolean {
    return this.get(key) !== undefined
  }

  set(key: Value, value: Value): void {
    growElements(1)
    const hash = hashOf(key)
    const map = this.#own()
    if (!isOwnHash(key) && !map.has(hash)) (this.#keys ??= new Map()).set(hash, key)
    map.set(hash, value)
  }

  /** The value that was there; undefined where there was none. */
  delete(key: Value): Value | undefined {
    const hash = hashOf(key)
    const map = this.#own()
    const value = map.get(hash)
    map.delete(hash)
    this.#keys?.delete(hash)
    return value
  }

  clear(): void {
    this.#own().clear()
    this.#keys = undefined
  }

  keys(): Value[] {
    const hashes = [...this.#own().keys()]
    growElements(hashes.length)
    const keys = this.#keys
    return keys === undefined ? (hashes as Value[]) : hashes.map(hash => keys.get(hash) ?? hash)
  }

  values(): Value[] {
    const values = [...this.#own().values()]
    growElements(values.length)
    return values
  }

  entries(): [Value, Value][] {
    const values = this.values()
    return this.keys().map((key, i) => [key, values[i]!])
  }

  override isTrue(): boolean {
    return this.size() > 0
  }

  override size(): number {
    return this.#own().size
  }

  override item(key: Value): Value {
    return orElse(this.get(key), () => raise('KeyError', repr(key)))
  }

  override cursor(): Cursor {
    const keys = this.keys()
    const size = this.size()
    let i = 0
    return {
      next: () => {
        if (this.size() !== size) raise('RuntimeError', 'dictionary changed size during iteration')
        return i < keys.length ? keys[i++] : undefined
      },
    }
  }

  override repr(show: (value: Value) => string): string {
    return `{${this.entries()
      .map(([key, value]) => `${show(key)}: ${show(value)}`)
      .join(', ')}}`
  }

  #read(name: string): Value | undefined {
    if (!Object.hasOwn(this.#source, name)) return undefined
    const raw = this.#source[name]
    if (typeof raw === 'string' || raw === null) return raw
    if (typeof raw !== 'object') return this.#convert?.(raw)
    let child = this.#children?.get(name)
    if (child === undefined) {
      child = this.#convert?.(raw)
      if (child !== undefined) (this.#children ??= new Map()).set(name, child)
    }
    return child
  }

  #own(): Map<Hash, Value> {
    if (this.#map !== undefined) return this.#map
    const map = new Map<Hash, Value>()
    for (const name of Object.keys(this.#source)) {
      const value = this.#read(name)
      if (value !== undefined) map.set(name, value)
    }
    growElements(map.size)
    return (this.#map = map)
  }
}
