import { growElements, nested } from '../budget.ts'
import { BoundMethod, OpenNative } from '../python/arguments.ts'
import { equals } from '../python/comparison.ts'
import { raise } from '../python/exceptions.ts'
import { cursorOf } from '../python/iteration.ts'
import { Undefined } from '../python/undefined.ts'
import { Callable, type Cursor, isString, type Named, Tuple, type Value } from '../python/values.ts'

/** Renders the body of a recursive loop over other values. */
export type Recurse = (values: Value, depth0: number) => Value

/** `loop`: where a loop is. */
export class LoopContext extends Callable {
  override readonly type = 'LoopContext'
  readonly #values: Value
  readonly #recurse: Recurse | undefined
  readonly #depth0: number
  #cursor: Cursor
  #index0 = -1
  #length: number | undefined
  #after: Value | undefined
  #current: Value | undefined
  #before: Value | undefined
  #changed: Tuple | undefined

  constructor(values: Value, recurse?: Recurse, depth0 = 0) {
    super()
    this.#values = values
    this.#cursor = cursorOf(values)
    this.#recurse = recurse
    this.#depth0 = depth0
  }

  /** Goes on to the next value; undefined at the end. */
  next(): Value | undefined {
    const value = this.#peek()
    if (value === undefined) return undefined
    this.#after = undefined
    this.#index0++
    this.#before = this.#current
    this.#current = value
    return value
  }

  override call(args: readonly Value[], named: Named): Value {
    const [values] = args
    const given = values === undefined ? named?.get('iterable') : values
    if (given === undefined) return raise('TypeError', "missing 1 required positional argument: 'iterable'")
    if (this.#recurse === undefined)
      return raise('TypeError', "The loop must have the 'recursive' marker to be called recursively.")
    const recurse = this.#recurse
    return nested(() => recurse(given, this.#depth0 + 1))
  }

  override size(): number {
    return this.#size()
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return this.#index0 + 1
      case 'index0':
        return this.#index0
      case 'revindex':
        return this.#size() - this.#index0
      case 'revindex0':
        return this.#size() - this.#index0 - 1
      case 'first':
        return this.#index0 === 0
      case 'last':
        return this.#peek() === undefined
      case 'length':
        return this.#size()
      case 'depth':
        return this.#depth0 + 1
      case 'depth0':
        return this.#depth0
      case 'previtem':
        return this.#index0 === 0 || this.#before === undefined
          ? new Undefined(() => 'there is no previous item')
          : this.#before
      case 'nextitem': {
        const next = this.#peek()
        return next === undefined ? new Undefined(() => 'there is no next item') : next
      }
      case 'cycle':
        return new BoundMethod(this, CYCLE, this.type)
      case 'changed':
        return new BoundMethod(this, CHANGED, this.type)
      default:
        return undefined
    }
  }

  override repr(): string {
    return `<LoopContext ${this.#index0 + 1}/${this.#size()}>`
  }

  cycle(items: readonly Value[]): Value {
    if (items.length === 0) return raise('TypeError', 'no items for cycling given')
    return items[this.#index0 % items.length]!
  }

  changed(values: readonly Value[]): boolean {
    const now = new Tuple([...values])
    if (this.#changed !== undefined && equals(this.#changed, now)) return false
    this.#changed = now
    return true
  }

  #peek(): Value | undefined {
    if (this.#after === undefined) this.#after = this.#cursor.next()
    return this.#after
  }

  #size(): number {
    if (this.#length !== undefined) return this.#length
    const known = isString(this.#values) ? undefined : sizeOf(this.#values)
    if (known !== undefined) return (this.#length = known)
    // What comes one at a time has to be gone through to know its length.
    const rest: Value[] = []
    for (let value = this.#cursor.next(); value !== undefined; value = this.#cursor.next()) {
      growElements(1)
      rest.push(value)
    }
    let i = 0
    this.#cursor = { next: () => rest[i++] }
    return (this.#length = rest.length + this.#index0 + 1 + (this.#after === undefined ? 0 : 1))
  }
}

function sizeOf(value: Value): number | undefined {
  return value !== null && typeof value === 'object' ? value.size() : undefined
}

const CYCLE = new OpenNative('cycle', (self, args) => (self as LoopContext).cycle(args))
const CHANGED = new OpenNative('changed', (self, args) => (self as LoopContext).changed(args))
