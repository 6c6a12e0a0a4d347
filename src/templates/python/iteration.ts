/** Going through values, and their length, as Python does. */
import { growElements, spend } from '../budget.ts'
import { raise } from './exceptions.ts'
import { characters, lengthOf } from './text.ts'
import { type Cursor, isString, plain, typeName, type Value } from './values.ts'

/** `iter(value)`. @throws PythonError where it cannot be gone through. */
export function cursorOf(value: Value): Cursor {
  return findCursor(value) ?? raise('TypeError', `'${typeName(value)}' object is not iterable`)
}

/** `iter(value)`; undefined where it cannot be gone through. */
export function findCursor(value: Value): Cursor | undefined {
  if (isString(value)) {
    const points = characters(plain(value))
    let i = 0
    return { next: () => points[i++] }
  }
  return value !== null && typeof value === 'object' ? value.cursor() : undefined
}

/** The values of a value, each paid for as it comes. */
export function* iterate(value: Value): Generator<Value, void, void> {
  const cursor = cursorOf(value)
  for (let item = cursor.next(); item !== undefined; item = cursor.next()) {
    spend()
    yield item
  }
}

/** `list(value)` */
export function listOf(value: Value): Value[] {
  const items: Value[] = []
  const cursor = cursorOf(value)
  for (let item = cursor.next(); item !== undefined; item = cursor.next()) {
    growElements(1)
    items.push(item)
  }
  return items
}

/** `len(value)`. @throws PythonError where it has none. */
export function sizeOf(value: Value): number {
  if (isString(value)) return lengthOf(plain(value))
  const size = value !== null && typeof value === 'object' ? value.size() : undefined
  return size ?? raise('TypeError', `object of type '${typeName(value)}' has no len()`)
}
