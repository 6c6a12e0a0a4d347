/** Texts taken apart and put together: split, partition, join, replace, translate. */
import { grow, look } from '../budget.ts'
import { getItem } from './access.ts'
import { Dict } from './dict.ts'
import { raise } from './exceptions.ts'
import { escapeHtml } from './html.ts'
import { iterate } from './iteration.ts'
import { index } from './operators.ts'
import { lengthOf, splitBlanks } from './text.ts'
import { Undefined } from './undefined.ts'
import { isInteger, isString, Markup, plain, typeName, type Value } from './values.ts'

/** `text.split(sep, max)`, or rsplit; a negative `max` splits at all. */
export function split(text: string, sep: string | null, max: number, fromRight: boolean): string[] {
  if (sep === null) {
    if (!fromRight || max < 0) return splitBlanks(text, max)
    // From the right is from the left of the text turned round.
    return splitBlanks(turned(text), max).map(turned).reverse()
  }
  if (sep === '') return raise('ValueError', 'empty separator')
  look(text.length)
  const all = cut(text, sep)
  grow(text.length + all.length * 16)
  if (max < 0 || all.length <= max + 1) return all
  const place = fromRight ? all.length - max : max
  return fromRight
    ? [all.slice(0, place).join(sep), ...all.slice(place)]
    : [...all.slice(0, place), all.slice(place).join(sep)]
}

/** As `text.split(sep)`, which for texts of some tens of characters takes three times as long. */
function cut(text: string, sep: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let at = text.indexOf(sep); at >= 0; at = text.indexOf(sep, start)) {
    parts.push(text.slice(start, at))
    start = at + sep.length
  }
  parts.push(start === 0 ? text : text.slice(start))
  return parts
}

/** What stands before the separator, the separator, and what stands behind it. */
export function partitioned(text: string, sep: string, last: boolean): string[] {
  if (sep === '') raise('ValueError', 'empty separator')
  look(text.length)
  const at = last ? text.lastIndexOf(sep) : text.indexOf(sep)
  if (at < 0) return last ? ['', '', text] : [text, '', '']
  return [text.slice(0, at), sep, text.slice(at + sep.length)]
}

/** `text.replace(old, by, count)`; a negative count replaces all. */
export function replaced(text: string, old: string, by: string, count: number): string {
  look(text.length)
  const times = count < 0 ? Number.POSITIVE_INFINITY : count
  if (times === 0) return text
  const parts = old === '' ? Array.from(text) : cut(text, old)
  const found = Math.min(times, old === '' ? parts.length + 1 : parts.length - 1)
  grow(text.length + found * by.length + parts.length * 16)
  if (old === '') {
    const ends = found > parts.length ? by : ''
    return parts.map((c, i) => (i < found ? by + c : c)).join('') + ends
  }
  if (found === parts.length - 1) return parts.join(by)
  return [...parts.slice(0, found), parts.slice(found).join(old)].join(by)
}

/** `separator.join(values)` */
export function joined(separator: string | Markup, values: Value): Value {
  const markup = separator instanceof Markup
  const between = plain(separator)
  const parts: string[] = []
  for (const value of iterate(values)) {
    if (!markup && !isString(value))
      raise('TypeError', `sequence item ${parts.length}: expected str instance, ${typeName(value)} found`)
    const part = markup ? escapeHtml(value).text : plain(value as string | Markup)
    grow(part.length + between.length)
    parts.push(part)
  }
  const made = parts.join(between)
  return markup ? new Markup(made) : made
}

/** `str.maketrans(x, y, z)` */
export function translation(x: Value, y: Value | undefined, z: Value | undefined): Value {
  const table = new Dict()
  if (y === undefined) {
    if (!(x instanceof Dict))
      return raise('TypeError', 'if you give only one argument to maketrans it must be a dict')
    for (const [key, value] of x.entries()) table.set(isString(key) ? codeOf(plain(key)) : key, value)
    return table
  }
  if (!isString(x) || !isString(y)) return raise('TypeError', 'maketrans() arguments must be str')
  const from = Array.from(plain(x))
  const to = Array.from(plain(y))
  if (from.length !== to.length)
    return raise('ValueError', 'the first two maketrans arguments must have equal length')
  for (const [i, c] of from.entries()) table.set(codeOf(c), codeOf(to[i]!))
  for (const c of z !== undefined && isString(z) ? plain(z) : '') table.set(codeOf(c), null)
  return table
}

/** `text.translate(table)` */
export function translated(text: string, table: Value): string {
  let out = ''
  for (const c of text) {
    const by = getItem(table, codeOf(c))
    const made = by instanceof Undefined ? c : replacement(by)
    grow(made.length)
    out += made
  }
  return out
}

function replacement(by: Value): string {
  if (by === null) return ''
  if (isString(by)) return plain(by)
  if (isInteger(by)) return String.fromCodePoint(index(by))
  return raise('TypeError', 'character mapping must return integer, None or str')
}

function codeOf(character: string): number {
  if (lengthOf(character) !== 1) raise('ValueError', 'string keys in translate table must be of length 1')
  return character.codePointAt(0)!
}

function turned(text: string): string {
  return Array.from(text).reverse().join('')
}
