import { growElements } from '../budget.ts'
import { natives } from './arguments.ts'
import { contains, equals } from './comparison.ts'
import { Dict } from './dict.ts'
import { raise } from './exceptions.ts'
import { iterate, listOf } from './iteration.ts'
import { repr } from './repr.ts'
import { Undefined } from './undefined.ts'
import { type Cursor, type Named, orElse, PyObject, Tuple, type Value } from './values.ts'

/** What `keys()`, `values()` and `items()` give: a window on the dict. */
export class DictView extends PyObject {
  override readonly type: 'dict_keys' | 'dict_values' | 'dict_items'
  readonly dict: Dict

  constructor(type: DictView['type'], dict: Dict) {
    super()
    this.type = type
    this.dict = dict
  }

  override isTrue(): boolean {
    return this.dict.isTrue()
  }

  override size(): number {
    return this.dict.size()
  }

  override cursor(): Cursor {
    const keys = this.dict.cursor()
    if (this.type === 'dict_keys') return keys
    return {
      next: () => {
        const key = keys.next()
        if (key === undefined) return undefined
        const value = this.dict.get(key)!
        return this.type === 'dict_values' ? value : new Tuple([key, value])
      },
    }
  }

  override repr(show: (value: Value) => string): string {
    return `${this.type}([${[...iterate(this)].map(show).join(', ')}])`
  }
}

/** Python's methods of dicts. */
export const dictMethods = natives({
  clear: [
    '/',
    self => {
      dict(self!).clear()
      return null
    },
  ],
  copy: ['/', self => Dict.from(dict(self!).entries())],
  fromkeys: [
    '/iterable value?',
    (_self, keys, value = null) => Dict.from(listOf(keys!).map(key => [key, value] as const)),
  ],
  get: ['/key default?', (self, key, standard = null) => orElse(dict(self!).get(key!), () => standard)],
  items: ['/', self => new DictView('dict_items', dict(self!))],
  keys: ['/', self => new DictView('dict_keys', dict(self!))],
  pop: [
    '/key default?',
    (self, key, standard) =>
      orElse(dict(self!).delete(key!), () => orElse(standard, () => raise('KeyError', repr(key!)))),
  ],
  popitem: [
    '/',
    self => {
      const key = dict(self!).keys().at(-1)
      if (key === undefined) return raise('KeyError', "'popitem(): dictionary is empty'")
      return new Tuple([key, dict(self!).delete(key)!])
    },
  ],
  setdefault: [
    '/key default?',
    (self, key, standard = null) => {
      const there = dict(self!).get(key!)
      if (there === undefined) dict(self!).set(key!, standard)
      return orElse(there, () => standard)
    },
  ],
  update: (self, args, named) => {
    update(dict(self), args, named, 'update')
    return null
  },
  values: ['/', self => new DictView('dict_values', dict(self!))],
})

/** Puts a mapping's members, or pairs, and named values into a dict, as `dict()` and `update()` take them. */
export function update(target: Dict, args: readonly Value[], named: Named, caller: string): void {
  if (args.length > 1) raise('TypeError', `${caller} expected at most 1 argument, got ${args.length}`)
  const [from] = args
  if (from instanceof Dict) for (const [key, value] of from.entries()) target.set(key, value)
  else if (from !== undefined) {
    if (from instanceof Undefined) from.fail()
    let place = 0
    for (const pair of iterate(from)) {
      const items = listOf(pair)
      if (items.length !== 2)
        raise(
          'ValueError',
          `dictionary update sequence element #${place} has length ${items.length}; 2 is required`,
        )
      target.set(items[0]!, items[1]!)
      place++
    }
  }
  for (const [name, value] of named ?? []) target.set(name, value)
}

/** Whether two views of keys or items hold the same. */
export function sameView(a: DictView, b: DictView): boolean {
  if (a.type !== b.type || a.type === 'dict_values' || a.size() !== b.size()) return false
  growElements(a.size())
  return a.type === 'dict_keys'
    ? a.dict.keys().every(key => contains(b.dict, key))
    : a.dict.entries().every(([key, value]) => {
        const other = b.dict.get(key)
        return other !== undefined && equals(value, other)
      })
}

function dict(self: Value): Dict {
  return self as Dict
}
