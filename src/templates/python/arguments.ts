/** Functions of the engine's own, called as Python calls: arguments by place or by name, with errors like Python's. */
import { spend } from '../budget.ts'
import { raise } from './exceptions.ts'
import { ADDRESS, Callable, type Named, PyObject, type Value } from './values.ts'

/** The work of a native: its subject first, then the parameters; an optional one that was not given is undefined. */
export type Body = (...values: Value[]) => Value

/** Takes whatever it is given. */
export type OpenBody = (subject: Value, args: readonly Value[], named: Named) => Value

/** A function that takes a subject (the value a filter stands behind, the object of a method) and arguments. */
export class Native {
  readonly name: string
  readonly #names: readonly string[]
  readonly #required: number
  readonly #placeOnly: boolean
  readonly #body: Body

  /** Parameters as `width fillchar?`; a `/` in front: by place only. */
  constructor(name: string, parameters: string, body: Body) {
    this.name = name
    this.#placeOnly = parameters.startsWith('/')
    const names = parameters.replace('/', '').split(' ').filter(Boolean)
    this.#names = names.map(each => each.replace('?', ''))
    this.#required = names.filter(each => !each.endsWith('?')).length
    this.#body = body
  }

  /** @throws PythonError for arguments that do not fit. */
  invoke(subject: Value, args: readonly Value[], named: Named): Value {
    spend()
    if (args.length > this.#names.length)
      return raise(
        'TypeError',
        `${this.name}() takes at most ${this.#names.length} arguments (${args.length} given)`,
      )
    if (named === undefined || named.size === 0) {
      if (args.length < this.#required) this.#missing(this.#names[args.length]!)
      return args.length === 0 ? this.#body(subject) : this.#body(subject, ...args)
    }
    if (this.#placeOnly) return raise('TypeError', `${this.name}() takes no keyword arguments`)
    return this.#body(subject, ...this.#placed(args, named))
  }

  #placed(args: readonly Value[], named: ReadonlyMap<string, Value>): Value[] {
    const values: (Value | undefined)[] = [...args]
    for (const [name, value] of named) {
      const place = this.#names.indexOf(name)
      if (place < 0) raise('TypeError', `${this.name}() got an unexpected keyword argument '${name}'`)
      if (place < args.length) raise('TypeError', `${this.name}() got multiple values for argument '${name}'`)
      values[place] = value
    }
    for (let i = 0; i < this.#required; i++) if (values[i] === undefined) this.#missing(this.#names[i]!)
    return values as Value[]
  }

  #missing(name: string): never {
    return raise('TypeError', `${this.name}() missing required argument: '${name}'`)
  }
}

/** One that takes any arguments. */
export class OpenNative {
  readonly name: string
  readonly #body: OpenBody

  constructor(name: string, body: OpenBody) {
    this.name = name
    this.#body = body
  }

  invoke(subject: Value, args: readonly Value[], named: Named): Value {
    spend()
    return this.#body(subject, args, named)
  }
}

/** What can be invoked on a subject. */
export type Invocable = Native | OpenNative

/** By name; without a prototype, so that no name finds what JavaScript put there. */
export type Natives = ReadonlyMap<string, Invocable>

/** Natives of a type or of a kind, from `name: [parameters, body]`. */
export function natives(table: { readonly [name: string]: readonly [string, Body] | OpenBody }): Natives {
  const map = new Map<string, Invocable>()
  for (const [name, entry] of Object.entries(table)) {
    map.set(
      name,
      typeof entry === 'function' ? new OpenNative(name, entry) : new Native(name, entry[0], entry[1]),
    )
  }
  return map
}

/** A method of an object, ready to be called. */
export class BoundMethod extends Callable {
  override readonly type = 'builtin_function_or_method'
  readonly #subject: Value
  readonly #native: Invocable
  readonly #owner: string

  constructor(subject: Value, native: Invocable, owner: string) {
    super()
    this.#subject = subject
    this.#native = native
    this.#owner = owner
  }

  override call(args: readonly Value[], named: Named): Value {
    return this.#native.invoke(this.#subject, args, named)
  }

  override repr(): string {
    return `<built-in method ${this.#native.name} of ${this.#owner} object at ${ADDRESS}>`
  }
}

/** A global that is called: `range`, `dict`. */
export class GlobalFunction extends Callable {
  override readonly type: string
  readonly #native: Invocable
  readonly #shown: string

  constructor(type: string, shown: string, native: Invocable) {
    super()
    this.type = type
    this.#shown = shown
    this.#native = native
  }

  override call(args: readonly Value[], named: Named): Value {
    return this.#native.invoke(null, args, named)
  }

  override repr(): string {
    return this.#shown
  }
}

/** `callable(value)` */
export function isCallable(value: Value): value is Callable {
  return value instanceof PyObject && value instanceof Callable
}
