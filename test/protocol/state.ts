/** A state of the model: a short array of bytes, so that millions fit into memory and compare fast. */
export type State = Uint8Array

/** How a delivery stands inside one tenure. */
export const delivery = {
  none: 0, // not offered yet
  lane: 1, // waits, also to be tried again
  wire: 2, // a request is under way
  settled: 3,
  burying: 4, // its dead letter is being written
  answered: 5, // arrived, and the answer is not read yet, because the process is stopped
  unburied: 6, // counts as settled, though its dead letter is not durable (only without R9)
} as const

export const process = { down: 0, up: 1, stopped: 2 } as const

/** Nothing is committed. */
export const nowhere = 255

/** Of a sink that an instance does not know and the commit does not list: it stands at so much less, or further on. */
export const unlisted = 128

/** What indexes a field: its first index may be the instance, which mirror images of a state exchange. */
export type Index = 'instance' | 'other'

/** A named part of a state: a byte for each combination of up to three indices. A field of size 0 always reads as 0. */
export class Field {
  readonly base: number
  readonly size: number
  readonly first: Index
  /** How many bytes belong to one first index. */
  readonly each: number
  readonly #third: number

  constructor(base: number, first: Index, dimensions: readonly [number, number?, number?], present: boolean) {
    const [one, two = 1, three = 1] = dimensions
    this.base = base
    this.first = first
    this.each = two * three
    this.size = present ? one * this.each : 0
    this.#third = three
  }

  get(x: State, a = 0, b = 0, c = 0): number {
    return this.size === 0 ? 0 : (x[this.base + a * this.each + b * this.#third + c] ?? 0)
  }

  set(x: State, value: number, a = 0, b = 0, c = 0): undefined {
    if (this.size > 0) x[this.base + a * this.each + b * this.#third + c] = value
  }

  /** Sets everything of one first index, and second where given, to 0. */
  clear(x: State, a: number, b?: number): undefined {
    if (this.size === 0) return
    const from = this.base + a * this.each + (b ?? 0) * this.#third
    x.fill(0, from, from + (b === undefined ? this.each : this.#third))
  }
}

/** Lays fields out one behind the other. */
export class Layout {
  readonly fields: Field[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** A field whose first index is an instance. */
  perInstance(dimensions: readonly [number, number?, number?], present = true): Field {
    return this.#add('instance', dimensions, present)
  }

  field(dimensions: readonly [number, number?, number?], present = true): Field {
    return this.#add('other', dimensions, present)
  }

  #add(first: Index, dimensions: readonly [number, number?, number?], present: boolean): Field {
    const field = new Field(this.#size, first, dimensions, present)
    this.#size += field.size
    this.fields.push(field)
    return field
  }
}
