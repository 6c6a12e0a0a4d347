/** `pprint.pformat(value)`: 80 columns, dicts in the order of their keys. */
import { grow, spend } from '../budget.ts'
import { sorted } from './comparison.ts'
import { Dict } from './dict.ts'
import { isRaised } from './exceptions.ts'
import { repr } from './repr.ts'
import { BLANKS, splitLines } from './text.ts'
import { Float, List, Tuple, typeName, type Value } from './values.ts'

const WIDTH = 80
const WORDS = new RegExp(`[^${BLANKS}]*[${BLANKS}]*`, 'g')

/** @throws PythonError */
export function pprint(value: Value): string {
  return layOut(value, 0, 0, 1)
}

function layOut(value: Value, indent: number, allowance: number, level: number): string {
  spend()
  const text = oneLine(value)
  if (text.length <= WIDTH - indent - allowance) return text
  grow(text.length)
  if (value instanceof Dict && value.isTrue()) return `{${members(value, indent, allowance + 1, level)}}`
  if (value instanceof List) return `[${items(value.items, indent, allowance + 1, level)}]`
  if (value instanceof Tuple && value.type === 'tuple') {
    const end = value.items.length === 1 ? ',)' : ')'
    return `(${items(value.items, indent, allowance + end.length, level)}${end}`
  }
  return typeof value === 'string' && value !== '' ? wrapped(value, indent, allowance, level) : text
}

function items(values: readonly Value[], indent: number, allowance: number, level: number): string {
  const last = values.length - 1
  return values
    .map((value, i) => layOut(value, indent + 1, i === last ? allowance : 1, level + 1))
    .join(`,\n${' '.repeat(indent + 1)}`)
}

function members(dict: Dict, indent: number, allowance: number, level: number): string {
  const pairs = inOrder(dict)
  const last = pairs.length - 1
  return pairs
    .map(([key, value], i) => {
      const name = oneLine(key)
      const inner = layOut(value, indent + name.length + 3, i === last ? allowance : 1, level + 1)
      return `${name}: ${inner}`
    })
    .join(`,\n${' '.repeat(indent + 1)}`)
}

/** A dict's pairs by their keys; keys that have no order by the names of their types. */
function inOrder(dict: Dict): (readonly [Value, Value])[] {
  const byKey = new Map(dict.entries())
  const keys = [...byKey.keys()]
  let ordered: Value[]
  try {
    ordered = sorted(keys, key => key, false)
  } catch (error) {
    if (!isRaised(error, 'TypeError')) throw error
    ordered = sorted(keys, key => `<class '${typeName(key)}'>`, false)
  }
  return ordered.map(key => [key, byKey.get(key)!] as const)
}

/** repr(), with dicts in the order of their keys. */
function oneLine(value: Value): string {
  if (value instanceof Dict) {
    const inside = inOrder(value).map(([key, member]) => `${oneLine(key)}: ${oneLine(member)}`)
    return paid(`{${inside.join(', ')}}`)
  }
  if (value instanceof List) return paid(`[${value.items.map(oneLine).join(', ')}]`)
  if (value instanceof Tuple)
    return paid(`(${value.items.map(oneLine).join(', ')}${value.items.length === 1 ? ',' : ''})`)
  return value instanceof Float ? repr(value) : repr(value)
}

function paid(text: string): string {
  spend()
  grow(text.length)
  return text
}

/** A long text as several, between blanks. */
function wrapped(text: string, indent: number, allowance: number, level: number): string {
  const lines = splitLines(text, true)
  const [from, room] = level === 1 ? [indent + 1, allowance + 1] : [indent, allowance]
  const width = WIDTH - from
  const chunks: string[] = []
  let shown = ''
  lines.forEach((line, i) => {
    shown = repr(line)
    const isLast = i === lines.length - 1
    if (shown.length <= (isLast ? width - room : width)) chunks.push(shown)
    else chunks.push(...broken(line, width, isLast ? room : 0))
  })
  if (chunks.length === 1) return shown
  const all = chunks.join(`\n${' '.repeat(from)}`)
  return level === 1 ? `(${all})` : all
}

function broken(line: string, width: number, allowance: number): string[] {
  const words = line.match(WORDS) ?? []
  words.pop()
  const chunks: string[] = []
  let current = ''
  words.forEach((word, i) => {
    const most = i === words.length - 1 ? width - allowance : width
    if (repr(current + word).length > most) {
      if (current !== '') chunks.push(repr(current))
      current = word
    } else current += word
  })
  if (current !== '') chunks.push(repr(current))
  return chunks
}
