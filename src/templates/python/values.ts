/**
 * Python's values in JavaScript. None is null; str, bool and None are themselves; an int is a safe integer, or a bigint
 * beyond that; a float is any other number, or a Float where its value is a safe integer. Everything else is a PyObject.
 */
import { raise } from './exceptions.ts'

export type Value = null | boolean | number | bigint | string | PyObject

/** Python's numbers; a bool is one. */
export type Numeric = boolean | number | bigint | Float

/** Gives one value after the other; undefined when there are no more. */
export interface Cursor {
  next(): Value | undefined
}

/** The modules of types that are not Python's own; what is undefined in an object is told with them. */
const MODULES: { readonly [type: string]: string } = {
  BlockReference: 'jinja2.runtime',
  Cycler: 'jinja2.utils',
  Joiner: 'jinja2.utils',
  LoopContext: 'jinja2.runtime',
  Macro: 'jinja2.runtime',
  Markup: 'markupsafe',
  Namespace: 'jinja2.utils',
  TemplateReference: 'jinja2.runtime',
  Undefined: 'jinja2.runtime',
  _GroupTuple: 'jinja2.filters',
}

/** Where Python would show the address of an object: one for all, as there are none to tell. */
export const ADDRESS = '0x7f0000000000'

/** A value that JavaScript has no primitive for. The methods are what Python's protocols ask of a type. */
export abstract class PyObject {
  /** Name of its type: `list`, `dict`. */
  abstract readonly type: string

  isTrue(): boolean {
    return true
  }

  /** An attribute that Python's `getattr` would find; undefined where there is none. */
  attribute(_name: string): Value | undefined {
    return undefined
  }

  /** `object[key]`. @throws PythonError */
  item(_key: Value): Value {
    return raise('TypeError', `'${this.type}' object is not subscriptable`)
  }

  /** `len(object)`; undefined where it has none. */
  size(): number | undefined {
    return undefined
  }

  /** `iter(object)`; undefined where it cannot be gone through. */
  cursor(): Cursor | undefined {
    return undefined
  }

  /** `repr(object)`; `show` prints what is within it. */
  repr(_show: (value: Value) => string): string {
    return `<${qualified(this.type)} object at ${ADDRESS}>`
  }
}

/** A float whose value is an integer: `1.0`. */
export class Float extends PyObject {
  override readonly type = 'float'
  readonly value: number

  constructor(value: number) {
    super()
    this.value = value
  }

  override isTrue(): boolean {
    return this.value !== 0
  }
}

/** Text that counts as HTML: made by `safe`, `escape` and `tojson`. */
export class Markup extends PyObject {
  override readonly type = 'Markup'
  readonly text: string

  constructor(text: string) {
    super()
    this.text = text
  }

  override isTrue(): boolean {
    return this.text !== ''
  }
}

/** A value in a row of values. */
abstract class Sequence extends PyObject {
  readonly items: Value[]

  constructor(items: Value[]) {
    super()
    this.items = items
  }

  override isTrue(): boolean {
    return this.items.length > 0
  }

  override size(): number {
    return this.items.length
  }

  // By index: a list that grows while it is gone through is gone through to its new end, as in Python.
  override cursor(): Cursor {
    let i = 0
    return { next: () => (i < this.items.length ? this.items[i++] : undefined) }
  }
}

export class List extends Sequence {
  override readonly type = 'list'

  override repr(show: (value: Value) => string): string {
    return `[${this.items.map(show).join(', ')}]`
  }
}

export class Tuple extends Sequence {
  override readonly type: string = 'tuple'

  override repr(show: (value: Value) => string): string {
    return `(${this.items.map(show).join(', ')}${this.items.length === 1 ? ',' : ''})`
  }
}

/** Something that can be called. */
export abstract class Callable extends PyObject {
  /** @throws PythonError */
  abstract call(args: readonly Value[], named: Named): Value
}

/** Arguments given by name. */
export type Named = ReadonlyMap<string, Value> | undefined

/** Values that come one at a time and once: what Python's generators and iterators are. */
export class Lazy extends PyObject {
  override readonly type: string
  readonly #shown: string
  readonly #next: () => Value | undefined

  /** By the name of the generator function, or of the type where it is another kind of iterator. */
  constructor(name: string, next: () => Value | undefined) {
    super()
    this.type = name.endsWith('iterator') || name === 'reversed' ? name : 'generator'
    this.#shown = this.type === name ? name : `generator object ${name}`
    this.#next = next
  }

  /** From a generator of JavaScript. */
  static of(name: string, values: Iterator<Value>): Lazy {
    return new Lazy(name, () => {
      const { done, value } = values.next()
      return done === true ? undefined : value
    })
  }

  override cursor(): Cursor {
    return { next: this.#next }
  }

  override repr(): string {
    return `<${this.#shown}${this.type === 'generator' ? '' : ' object'} at ${ADDRESS}>`
  }
}

export function isString(value: Value): value is string | Markup {
  return typeof value === 'string' || value instanceof Markup
}

/** The characters of a str, Markup included. */
export function plain(value: string | Markup): string {
  return typeof value === 'string' ? value : value.text
}

export function isNumeric(value: Value): value is Numeric {
  const type = typeof value
  return type === 'number' || type === 'bigint' || type === 'boolean' || value instanceof Float
}

export function isFloat(value: Value): value is number | Float {
  return value instanceof Float || (typeof value === 'number' && !Number.isSafeInteger(value))
}

/** Whether it is an int or a bool. */
export function isInteger(value: Value): value is number | bigint | boolean {
  return typeof value === 'number'
    ? Number.isSafeInteger(value)
    : typeof value === 'bigint' || typeof value === 'boolean'
}

/** A float of that value. */
export function float(value: number): number | Float {
  return Number.isSafeInteger(value) ? new Float(value) : value
}

/** An int of that value. */
export function int(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
}

/** A type's name with its module. */
export function qualified(type: string): string {
  return Object.hasOwn(MODULES, type) ? `${MODULES[type]}.${type}` : type
}

/** `type(value).__name__` */
export function typeName(value: Value): string {
  if (value instanceof PyObject) return value.type
  if (value === null) return 'NoneType'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  return isInteger(value) ? 'int' : 'float'
}

/** `bool(value)` */
export function isTrue(value: Value): boolean {
  return value !== null && typeof value === 'object' ? value.isTrue() : Boolean(value) || Number.isNaN(value)
}

/** The value, or what else there is where it is missing. None is a value, and `??` would take it for missing. */
export function orElse(value: Value | undefined, otherwise: () => Value): Value {
  return value === undefined ? otherwise() : value
}
