import { BoundMethod, GlobalFunction, type Invocable, natives, OpenNative } from '../python/arguments.ts'
import { Dict } from '../python/dict.ts'
import { update } from '../python/dict-methods.ts'
import { raise } from '../python/exceptions.ts'
import { index } from '../python/operators.ts'
import { Range } from '../python/range.ts'
import { ADDRESS, Callable, type Named, orElse, PyObject, type Value } from '../python/values.ts'
import { lipsum } from './lipsum.ts'

/** `namespace()`: what loops may assign to. */
export class Namespace extends PyObject {
  override readonly type = 'Namespace'
  readonly #members = new Dict()

  constructor(args: readonly Value[] = [], named: Named = undefined) {
    super()
    update(this.#members, args, named, 'dict')
  }

  set(name: string, value: Value): void {
    this.#members.set(name, value)
  }

  override attribute(name: string): Value | undefined {
    return this.#members.get(name)
  }

  override repr(show: (value: Value) => string): string {
    return `<Namespace ${show(this.#members)}>`
  }
}

/** `cycler(…)`: its values, one after the other and from the start again. */
class Cycler extends PyObject {
  override readonly type = 'Cycler'
  readonly #items: readonly Value[]
  #place = 0

  constructor(items: readonly Value[]) {
    super()
    if (items.length === 0) raise('RuntimeError', 'at least one item has to be provided')
    this.#items = items
  }

  get current(): Value {
    return this.#items[this.#place]!
  }

  next(): Value {
    const { current } = this
    this.#place = (this.#place + 1) % this.#items.length
    return current
  }

  reset(): null {
    this.#place = 0
    return null
  }

  override attribute(name: string): Value | undefined {
    if (name === 'current') return this.current
    if (name === 'pos') return this.#place
    const method = CYCLER.get(name)
    return method === undefined ? undefined : new BoundMethod(this, method, this.type)
  }
}

const CYCLER: ReadonlyMap<string, Invocable> = natives({
  next: ['/', self => (self as Cycler).next()],
  reset: ['/', self => (self as Cycler).reset()],
})

/** `joiner(…)`: nothing the first time, then its separator. */
class Joiner extends Callable {
  override readonly type = 'Joiner'
  readonly #separator: Value
  #used = false

  constructor(separator: Value) {
    super()
    this.#separator = separator
  }

  override call(): Value {
    if (this.#used) return this.#separator
    this.#used = true
    return ''
  }

  override attribute(name: string): Value | undefined {
    if (name === 'sep') return this.#separator
    return name === 'used' ? this.#used : undefined
  }
}

/** What every template finds by name. */
export const globals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['range', open('function', `<function safe_range at ${ADDRESS}>`, 'range', range)],
  [
    'dict',
    open('type', "<class 'dict'>", 'dict', (args, named) => {
      const made = new Dict()
      update(made, args, named, 'dict')
      return made
    }),
  ],
  ['lipsum', open('function', `<function generate_lorem_ipsum at ${ADDRESS}>`, 'lipsum', lipsum)],
  ['cycler', open('type', "<class 'jinja2.utils.Cycler'>", 'cycler', args => new Cycler(args))],
  [
    'joiner',
    open('type', "<class 'jinja2.utils.Joiner'>", 'joiner', (args, named) => {
      return new Joiner(orElse(args[0], () => orElse(named?.get('sep'), () => ', ')))
    }),
  ],
  [
    'namespace',
    open(
      'type',
      "<class 'jinja2.utils.Namespace'>",
      'namespace',
      (args, named) => new Namespace(args, named),
    ),
  ],
])

function open(
  type: string,
  shown: string,
  name: string,
  body: (args: readonly Value[], named: Named) => Value,
): GlobalFunction {
  return new GlobalFunction(type, shown, new OpenNative(name, (_self, args, named) => body(args, named)))
}

function range(args: readonly Value[], named: Named): Range {
  if (named !== undefined && named.size > 0) raise('TypeError', 'range() takes no keyword arguments')
  if (args.length === 0 || args.length > 3)
    raise('TypeError', `range expected 1 to 3 arguments, got ${args.length}`)
  const [first = 0, second = 0, third = 1] = args.map(arg => index(arg))
  return args.length === 1 ? new Range(0, first, 1) : new Range(first, second, third)
}
