import { growElements, spend } from '../budget.ts'
import { isCallable, natives } from './arguments.ts'
import { equals, isSame, sorted } from './comparison.ts'
import { raise } from './exceptions.ts'
import { listOf } from './iteration.ts'
import { index } from './operators.ts'
import { Range } from './range.ts'
import { repr } from './repr.ts'
import { isTrue, List, type Tuple, type Value } from './values.ts'

/** Methods of tuples and ranges: those of a list that change nothing. */
export const tupleMethods = natives({
  count: ['/value', (self, value) => count(itemsOf(self!), value!)],
  index: ['/value start? stop?', (self, value, start, stop) => find(self!, value!, start, stop)],
})

/** Python's methods of lists. */
export const listMethods = natives({
  append: [
    '/object',
    (self, value) => {
      growElements(1)
      itemsOf(self!).push(value!)
      return null
    },
  ],
  clear: [
    '/',
    self => {
      itemsOf(self!).length = 0
      return null
    },
  ],
  copy: [
    '/',
    self => {
      growElements(itemsOf(self!).length)
      return new List([...itemsOf(self!)])
    },
  ],
  count: ['/value', (self, value) => count(itemsOf(self!), value!)],
  extend: [
    '/iterable',
    (self, values) => {
      const items = itemsOf(self!)
      for (const value of listOf(values!)) items.push(value)
      return null
    },
  ],
  index: ['/value start? stop?', (self, value, start, stop) => find(self!, value!, start, stop)],
  insert: [
    '/index object',
    (self, place, value) => {
      const items = itemsOf(self!)
      growElements(1)
      spend(items.length / 64)
      items.splice(index(place!), 0, value!)
      return null
    },
  ],
  pop: [
    '/index?',
    (self, place = -1) => {
      const items = itemsOf(self!)
      if (items.length === 0) return raise('IndexError', 'pop from empty list')
      const at = index(place) < 0 ? index(place) + items.length : index(place)
      if (at < 0 || at >= items.length) return raise('IndexError', 'pop index out of range')
      spend((items.length - at) / 64)
      return items.splice(at, 1)[0]!
    },
  ],
  remove: [
    '/value',
    (self, value) => {
      const items = itemsOf(self!)
      const at = items.findIndex(item => same(item, value!))
      if (at < 0) return raise('ValueError', 'list.remove(x): x not in list')
      items.splice(at, 1)
      return null
    },
  ],
  reverse: [
    '/',
    self => {
      const items = itemsOf(self!)
      spend(items.length / 64)
      items.reverse()
      return null
    },
  ],
  sort: (self, args, named) => {
    if (args.length > 0) return raise('TypeError', 'sort() takes no positional arguments')
    const key = named?.get('key') ?? null
    const items = itemsOf(self)
    const keyOf = (item: Value) =>
      key === null
        ? item
        : isCallable(key)
          ? key.call([item], undefined)
          : raise('TypeError', 'key is not callable')
    const inOrder = sorted(items, keyOf, isTrue(named?.get('reverse') ?? false))
    items.splice(0, items.length, ...inOrder)
    return null
  },
})

function itemsOf(self: Value): Value[] {
  if (self instanceof Range) return listOf(self)
  return (self as List | Tuple).items
}

function same(a: Value, b: Value): boolean {
  spend()
  return isSame(a, b) || equals(a, b)
}

function count(items: readonly Value[], value: Value): number {
  let found = 0
  for (const item of items) if (same(item, value)) found++
  return found
}

function find(self: Value, value: Value, start: Value | undefined, stop: Value | undefined): Value {
  const items = itemsOf(self)
  const place = (given: Value | undefined, standard: number) => {
    if (given === undefined) return standard
    const at = index(given)
    return at < 0 ? Math.max(0, at + items.length) : at
  }
  const end = Math.min(items.length, place(stop, items.length))
  for (let i = place(start, 0); i < end; i++) if (same(items[i]!, value)) return i
  const tuple = (self as List | Tuple).type === 'tuple'
  return raise(
    'ValueError',
    tuple ? 'tuple.index(x): x not in tuple' : `${repr(value)} is not in ${(self as List).type}`,
  )
}
