/** Python's comparisons. */
import { look, spend } from '../budget.ts'
import { Dict } from './dict.ts'
import { DictView } from './dict-methods.ts'
import { raise } from './exceptions.ts'
import { iterate } from './iteration.ts'
import { Range } from './range.ts'
import { compareText } from './text.ts'
import { Undefined } from './undefined.ts'
import {
  Float,
  isNumeric,
  isString,
  List,
  type Numeric,
  plain,
  Tuple,
  typeName,
  type Value,
} from './values.ts'

type Ordering = '<' | '<=' | '>' | '>='

/** `a == b` */
export function equals(a: Value, b: Value): boolean {
  if (isNumeric(a)) return isNumeric(b) && sameNumber(a, b)
  if (isString(a)) return isString(b) && sameText(plain(a), plain(b))
  if (a === b) return true
  if (a === null || b === null) return false
  if (a instanceof Undefined) return b instanceof Undefined
  if (a instanceof List) return b instanceof List && sameItems(a, b)
  if (a instanceof Tuple) return b instanceof Tuple && sameItems(a, b)
  if (a instanceof Dict) return b instanceof Dict && sameDict(a, b)
  if (a instanceof Range) return b instanceof Range && a.sameAs(b)
  return false
}

/** `a < b` and its like. @throws PythonError for values without an order. */
export function order(a: Value, operator: Ordering, b: Value): boolean {
  if (isNumeric(a) && isNumeric(b)) {
    const [x, y] = [raw(a), raw(b)]
    return operator === '<' ? x < y : operator === '<=' ? x <= y : operator === '>' ? x > y : x >= y
  }
  if (isString(a) && isString(b)) return holds(compareText(plain(a), plain(b)), operator)
  if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple))
    return orderItems(a.items, operator, b.items)
  if (a instanceof Undefined) a.fail()
  if (b instanceof Undefined) b.fail()
  return raise(
    'TypeError',
    `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
  )
}

/** `value in container` */
export function contains(container: Value, value: Value): boolean {
  if (isString(container)) {
    if (!isString(value))
      return raise('TypeError', `'in <string>' requires string as left operand, not ${typeName(value)}`)
    look(plain(container).length)
    return plain(container).includes(plain(value))
  }
  if (container instanceof Dict) return container.has(value)
  if (container instanceof DictView && container.type === 'dict_keys') return container.dict.has(value)
  if (container instanceof Range && isNumeric(value)) return container.has(value)
  if (container !== null && typeof container === 'object') {
    const cursor = container.cursor()
    if (cursor !== undefined) {
      for (let item = cursor.next(); item !== undefined; item = cursor.next()) {
        spend()
        if (isSame(item, value) || equals(item, value)) return true
      }
      return false
    }
  }
  return raise('TypeError', `argument of type '${typeName(container)}' is not iterable`)
}

/** `a is b`, as far as a program may rely on it: small ints and equal strings are the same thing. */
export function isSame(a: Value, b: Value): boolean {
  return a === b || (a instanceof Float && b instanceof Float && Object.is(a.value, b.value))
}

/** A list in order: stable, by `<` alone, as Python sorts. */
export function sorted(items: readonly Value[], keyOf: (item: Value) => Value, reverse: boolean): Value[] {
  const keyed = items.map(item => ({ item, key: keyOf(item) }))
  // Reversed before and after, so that equal ones keep their order.
  if (reverse) keyed.reverse()
  keyed.sort((a, b) => {
    spend()
    return order(a.key, '<', b.key) ? -1 : order(b.key, '<', a.key) ? 1 : 0
  })
  if (reverse) keyed.reverse()
  return keyed.map(({ item }) => item)
}

/** The smallest or largest of the values by their keys, the first of equals; undefined where there is none. */
export function extreme(
  values: Value,
  operator: '<' | '>',
  keyOf: (item: Value) => Value,
): Value | undefined {
  let best: { item: Value; key: Value } | undefined
  for (const item of iterate(values)) {
    const key = keyOf(item)
    if (best === undefined || order(key, operator, best.key)) best = { item, key }
  }
  return best?.item
}

function raw(value: Numeric): number | bigint {
  return value instanceof Float ? value.value : typeof value === 'boolean' ? Number(value) : value
}

// An ordering of bigint and number is exact in JavaScript, their strict equality is false.
function sameNumber(a: Numeric, b: Numeric): boolean {
  const [x, y] = [raw(a), raw(b)]
  return x <= y && x >= y
}

function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  look(a.length / 16)
  return a === b
}

function sameItems(a: List | Tuple, b: List | Tuple): boolean {
  if (a.items.length !== b.items.length) return false
  for (let i = 0; i < a.items.length; i++) {
    spend()
    const [x, y] = [a.items[i]!, b.items[i]!]
    if (!isSame(x, y) && !equals(x, y)) return false
  }
  return true
}

function sameDict(a: Dict, b: Dict): boolean {
  if (a.size() !== b.size()) return false
  for (const [key, value] of a.entries()) {
    const other = b.get(key)
    if (other === undefined || !(isSame(value, other) || equals(value, other))) return false
  }
  return true
}

function orderItems(a: readonly Value[], operator: Ordering, b: readonly Value[]): boolean {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    spend()
    if (!isSame(a[i]!, b[i]!) && !equals(a[i]!, b[i]!)) return order(a[i]!, operator, b[i]!)
  }
  return holds(a.length - b.length, operator)
}

function holds(difference: number, operator: Ordering): boolean {
  if (operator === '<') return difference < 0
  if (operator === '<=') return difference <= 0
  return operator === '>' ? difference > 0 : difference >= 0
}
