import { grow, growElements } from '../budget.ts'
import { raise } from './exceptions.ts'
import { index } from './operators.ts'
import { Range } from './range.ts'
import { hasSurrogates, unitOf } from './text.ts'
import { Undefined } from './undefined.ts'
import { isString, List, Markup, plain, Tuple, typeName, type Value } from './values.ts'

/** Bounds of a slice; null where there is none. */
export interface Bounds {
  readonly start: Value
  readonly stop: Value
  readonly step: Value
}

/** `value[start:stop:step]`. @throws PythonError */
export function slice(value: Value, bounds: Bounds): Value {
  if (isString(value)) {
    const text = sliceText(plain(value), bounds)
    return typeof value === 'string' ? text : new Markup(text)
  }
  if (value instanceof Undefined) return value.fail()
  if (value instanceof List || value instanceof Tuple) {
    const items = sliceItems(value.items, bounds)
    return value instanceof List ? new List(items) : new Tuple(items)
  }
  if (value instanceof Range) {
    const { start, stop, step } = places(value.size(), bounds)
    return new Range(value.at(start), value.at(stop), value.step * step)
  }
  if (value !== null && typeof value === 'object' && value.type === 'dict')
    raise('TypeError', "unhashable type: 'slice'")
  return raise('TypeError', `'${typeName(value)}' object is not subscriptable`)
}

/** The element at a place, counted from the end where it is negative; undefined where there is none. */
export function pick(value: string | Markup | List | Tuple | Range, place: number): Value | undefined {
  if (isString(value)) {
    const text = plain(value)
    const points = hasSurrogates(text) ? Array.from(text) : text
    const character = points[place < 0 ? place + points.length : place]
    return character === undefined || typeof value === 'string' ? character : new Markup(character)
  }
  const size = value.size()
  const at = place < 0 ? place + size : place
  if (at < 0 || at >= size) return undefined
  return value instanceof Range ? value.at(at) : value.items[at]
}

/** Where a search within a text begins and ends, in UTF-16; Python's optional `start` and `end`. */
export function window(
  text: string,
  start: Value | undefined,
  end: Value | undefined,
): { from: number; to: number } {
  if ((start === undefined || start === null) && (end === undefined || end === null))
    return { from: 0, to: text.length }
  const size = hasSurrogates(text) ? Array.from(text).length : text.length
  const from = bound(start ?? null, 0, size, 0, size)
  const to = bound(end ?? null, size, size, 0, size)
  // A start behind the end finds nothing, not even the empty text.
  const beyond = start !== undefined && start !== null && index(start) > size
  return { from: beyond ? text.length + 1 : unitOf(text, from), to: unitOf(text, to) }
}

function sliceText(text: string, bounds: Bounds): string {
  const points = hasSurrogates(text) ? Array.from(text) : text
  const { start, step, count } = places(points.length, bounds)
  grow(count)
  if (step === 1 && typeof points === 'string') return points.slice(start, start + count)
  let out = ''
  for (let i = 0; i < count; i++) out += points[start + i * step]!
  return out
}

function sliceItems(items: readonly Value[], bounds: Bounds): Value[] {
  const { start, step, count } = places(items.length, bounds)
  growElements(count)
  if (step === 1) return items.slice(start, start + count)
  return Array.from({ length: count }, (_, i) => items[start + i * step]!)
}

function places(size: number, bounds: Bounds): { start: number; stop: number; step: number; count: number } {
  const step = bounds.step === null ? 1 : number(bounds.step)
  if (step === 0) raise('ValueError', 'slice step cannot be zero')
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1]
  const start = bound(bounds.start, step > 0 ? low : high, size, low, high)
  const stop = bound(bounds.stop, step > 0 ? high : low, size, low, high)
  return { start, stop, step, count: Math.max(0, Math.ceil((stop - start) / step)) }
}

function bound(value: Value, standard: number, size: number, low: number, high: number): number {
  if (value === null) return standard
  const place = number(value)
  return Math.min(high, Math.max(low, place < 0 ? place + size : place))
}

function number(value: Value): number {
  return index(value, 'slice indices must be integers or None or have an __index__ method')
}
