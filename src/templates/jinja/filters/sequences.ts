import { growElements } from '../../budget.ts'
import { natives } from '../../python/arguments.ts'
import { equals, extreme, sorted } from '../../python/comparison.ts'
import { Dict } from '../../python/dict.ts'
import { raise } from '../../python/exceptions.ts'
import { hashOf } from '../../python/hash.ts'
import { escapeHtml } from '../../python/html.ts'
import { cursorOf, findCursor, iterate, listOf, sizeOf } from '../../python/iteration.ts'
import { add, floorDivide, index, modulo } from '../../python/operators.ts'
import { str } from '../../python/repr.ts'
import { slice } from '../../python/slice.ts'
import { joined } from '../../python/str-parts.ts'
import { characters } from '../../python/text.ts'
import { Undefined } from '../../python/undefined.ts'
import {
  isString,
  isTrue,
  Lazy,
  List,
  Markup,
  orElse,
  PyObject,
  plain,
  Tuple,
  typeName,
  type Value,
} from '../../python/values.ts'
import { settings } from '../scope.ts'
import { attributeGetter, attributesGetter } from './getters.ts'
import { groupBy } from './groups.ts'

/** What Python's reversed() makes of each type. */
const REVERSED: { readonly [type: string]: string } = {
  list: 'list_reverseiterator',
  dict: 'dict_reversekeyiterator',
  range: 'range_iterator',
}

const length: readonly [string, (value: Value) => Value] = ['/', value => sizeOf(value)]

/** Filters that go through values. */
export const sequenceFilters = natives({
  batch: [
    'linecount fill_with?',
    (value, size, fill = null) => Lazy.of('do_batch', batches(value!, size!, fill)),
  ],
  slice: [
    'slices fill_with?',
    (value, count, fill = null) => Lazy.of('sync_do_slice', slices(value!, index(count!), fill)),
  ],
  count: length,
  length,
  dictsort: ['case_sensitive? by? reverse?', dictSort],
  first: [
    '',
    value => orElse(cursorOf(value!).next(), () => new Undefined(() => 'No first item, sequence was empty.')),
  ],
  last: ['', last],
  random: [
    '',
    value => {
      const size = sizeOf(value!)
      if (size === 0) return new Undefined(() => 'No random item, sequence was empty.')
      if (value instanceof Dict) return value.item(Math.floor(Math.random() * size))
      return listOf(value!)[Math.floor(Math.random() * size)]!
    },
  ],
  groupby: ['attribute default? case_sensitive?', groupBy],
  items: ['', value => Lazy.of('do_items', items(value!))],
  join: ['d? attribute?', (value, separator = '', attribute = null) => join(value!, separator, attribute)],
  list: ['', value => new List(listOf(value!))],
  max: [
    'case_sensitive? attribute?',
    (value, sensitive, attribute) => bound('>', value!, sensitive, attribute),
  ],
  min: [
    'case_sensitive? attribute?',
    (value, sensitive, attribute) => bound('<', value!, sensitive, attribute),
  ],
  reverse: ['', reverse],
  sort: [
    'reverse? case_sensitive? attribute?',
    (value, backwards = false, sensitive = false, attribute = null) => {
      const keyOf = attributesGetter(attribute, !isTrue(sensitive))
      return new List(sorted(listOf(value!), keyOf, isTrue(backwards)))
    },
  ],
  sum: [
    'attribute? start?',
    (value, attribute = null, start = 0) => {
      const get = attributeGetter(attribute, false)
      if (isString(start)) return raise('TypeError', "sum() can't sum strings [use ''.join(seq) instead]")
      let total: Value = start
      for (const item of iterate(value!)) total = add(total, get(item))
      return total
    },
  ],
  unique: [
    'case_sensitive? attribute?',
    (value, sensitive = false, attribute = null) =>
      Lazy.of('sync_do_unique', unique(value!, isTrue(sensitive), attribute)),
  ],
})

function* batches(value: Value, size: Value, fill: Value): Generator<Value, void, void> {
  let batch: Value[] = []
  for (const item of iterate(value)) {
    if (equals(batch.length, size)) {
      yield new List(batch)
      batch = []
    }
    growElements(1)
    batch.push(item)
  }
  if (batch.length === 0) return
  if (fill !== null) {
    const missing = index(size) - batch.length
    growElements(Math.max(0, missing))
    for (let i = 0; i < missing; i++) batch.push(fill)
  }
  yield new List(batch)
}

function* slices(value: Value, count: number, fill: Value): Generator<Value, void, void> {
  const all = listOf(value)
  const size = floorDivide(all.length, count) as number
  const extra = modulo(all.length, count) as number
  let start = 0
  for (let i = 0; i < count; i++) {
    const end = start + size + (i < extra ? 1 : 0)
    growElements(end - start + 1)
    const part = all.slice(start, end)
    if (fill !== null && i >= extra) part.push(fill)
    yield new List(part)
    start = end
  }
}

function dictSort(
  value?: Value,
  sensitive: Value = false,
  by: Value = 'key',
  backwards: Value = false,
): Value {
  if (by !== 'key' && by !== 'value')
    return raise('FilterArgumentError', 'You can only sort by either "key" or "value"')
  if (!(value instanceof Dict)) return noAttribute(value!, 'items')
  const place = by === 'key' ? 0 : 1
  const fold = attributeGetter(null, !isTrue(sensitive))
  const pairs = value.entries().map(pair => new Tuple(pair))
  return new List(sorted(pairs, pair => fold((pair as Tuple).items[place]!), isTrue(backwards)))
}

function last(value?: Value): Value {
  const nothing = () => new Undefined(() => 'No last item, sequence was empty.')
  const values = backwards(value!) ?? raise('TypeError', `'${typeName(value!)}' object is not reversible`)
  const found = values.next()
  return found === undefined ? nothing() : found
}

function reverse(value?: Value): Value {
  if (value instanceof Markup) return slice(value, { start: null, stop: null, step: -1 })
  if (isString(value!)) return characters(plain(value!)).reverse().join('')
  const values = backwards(value!)
  if (values !== undefined) return new Lazy(REVERSED[typeName(value!)] ?? 'reversed', () => values.next())
  if (findCursor(value!) === undefined) return raise('FilterArgumentError', 'argument must be iterable')
  return new List(listOf(value!).reverse())
}

/** The values from the end, of what Python can reverse. */
function backwards(value: Value): { next(): Value | undefined } | undefined {
  if (value instanceof Lazy || value === null) return undefined
  if (
    !isString(value) &&
    (!(value instanceof PyObject) || value.size() === undefined || value.type === 'LoopContext')
  )
    return undefined
  const all = value instanceof List || value instanceof Tuple ? value.items : listOf(value)
  let i = all.length
  return { next: () => all[--i] }
}

function bound(operator: '<' | '>', value: Value, sensitive: Value = false, attribute: Value = null): Value {
  const found = extreme(value, operator, attributeGetter(attribute, !isTrue(sensitive)))
  return found === undefined ? new Undefined(() => 'No aggregated item, sequence was empty.') : found
}

function* items(value: Value): Generator<Value, void, void> {
  if (value instanceof Undefined) return
  if (!(value instanceof Dict)) return raise('TypeError', 'Can only get item pairs from a mapping.')
  for (const key of iterate(value)) yield new Tuple([key, value.item(key)])
}

function join(value: Value, separator: Value, attribute: Value): Value {
  const get = attributeGetter(attribute, false)
  const texts = Lazy.of('map', mapped(value, get))
  if (!settings.autoescape) return joined(str(separator), Lazy.of('map', mapped(texts, str)))
  const all = listOf(texts)
  if (separator instanceof Markup) return joined(separator, new List(all))
  const isMarkup = all.some(item => item instanceof Markup)
  const parts = new List(all.map(item => (item instanceof Markup ? item : str(item))))
  return isMarkup ? joined(escapeHtml(separator), parts) : joined(str(separator), parts)
}

function* mapped(value: Value, work: (item: Value) => Value): Generator<Value, void, void> {
  for (const item of iterate(value)) yield work(item)
}

function* unique(value: Value, sensitive: boolean, attribute: Value): Generator<Value, void, void> {
  const keyOf = attributeGetter(attribute, !sensitive)
  const seen = new Set<unknown>()
  for (const item of iterate(value)) {
    const key = hashOf(keyOf(item))
    if (seen.has(key)) continue
    growElements(1)
    seen.add(key)
    yield item
  }
}

function noAttribute(value: Value, name: string): never {
  if (value instanceof Undefined) value.fail()
  return raise('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`)
}
