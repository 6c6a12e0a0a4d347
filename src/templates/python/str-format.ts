/** `"{…}".format(…)`, with the look-ups of the sandbox. */
import { grow, look } from '../budget.ts'
import { getAttribute, getItem } from './access.ts'
import { raise } from './exceptions.ts'
import { format } from './format-spec.ts'
import { escapeHtml } from './html.ts'
import { repr, str } from './repr.ts'
import { Markup, type Named, orElse, plain, type Value } from './values.ts'

/** Levels of fields within the specification of a field. */
const MAX_DEPTH = 2

/** What fields take their values from. */
interface Fields {
  readonly args: readonly Value[]
  readonly named: (name: string) => Value | undefined
  readonly markup: boolean
  /** Number of the next field without a name; -1 once fields were numbered by hand. */
  next: number
}

/** `text.format(*args, **named)` */
export function formatText(text: string | Markup, args: readonly Value[], named: Named): Value {
  return filled(text, args, name => named?.get(name))
}

/** `text.format_map(mapping)` */
export function formatMap(text: string | Markup, mapping: Value): Value {
  return filled(text, [], name => {
    const value = mapping !== null && typeof mapping === 'object' ? mapping.item(name) : undefined
    return orElse(value, () => raise('TypeError', 'format_map() needs a mapping'))
  })
}

function filled(text: string | Markup, args: readonly Value[], named: Fields['named']): Value {
  const markup = text instanceof Markup
  look(plain(text).length * 8)
  const out = fill(plain(text), { args, named, markup, next: 0 }, MAX_DEPTH)
  return markup ? new Markup(out) : out
}

function fill(text: string, fields: Fields, depth: number): string {
  if (depth < 0) raise('ValueError', 'Max string recursion exceeded')
  let out = ''
  let i = 0
  while (i < text.length) {
    const c = text[i]!
    if (c !== '{' && c !== '}') {
      const next = text.slice(i).search(/[{}]/)
      const end = next < 0 ? text.length : i + next
      grow(2 * (end - i))
      out += text.slice(i, end)
      i = end
    } else if (text[i + 1] === c) {
      out += c
      i += 2
    } else if (c === '}') {
      raise('ValueError', "Single '}' encountered in format string")
    } else {
      const end = fieldEnd(text, i + 1)
      const made = field(text.slice(i + 1, end), fields, depth)
      grow(made.length)
      out += made
      i = end + 1
    }
  }
  return out
}

function fieldEnd(text: string, from: number): number {
  if (from >= text.length) raise('ValueError', "Single '{' encountered in format string")
  let level = 1
  let inBrackets = false
  for (let i = from; i < text.length; i++) {
    const c = text[i]
    if (inBrackets) inBrackets = c !== ']'
    else if (c === '[') inBrackets = true
    else if (c === '{') level++
    else if (c === '}' && --level === 0) return i
  }
  return raise('ValueError', "expected '}' before end of string")
}

function field(text: string, fields: Fields, depth: number): string {
  const [, name = '', conversion, spec = ''] =
    /^((?:\[[^\]]*\]?|[^[!:])*)(?:!([^:]*))?(?::(.*))?$/s.exec(text) ?? []
  let value = lookUp(name, fields)
  if (conversion !== undefined) {
    if (conversion === 'r') value = repr(value)
    else if (conversion === 's') value = str(value)
    else if (conversion === 'a') value = repr(value)
    else raise('ValueError', `Unknown conversion specifier ${conversion}`)
  }
  const wanted = fill(spec, fields, depth - 1)
  if (!fields.markup) return format(value, wanted)
  if (value instanceof Markup) {
    if (wanted !== '') raise('ValueError', 'Unsupported format specification for Markup.')
    return value.text
  }
  return escapeHtml(format(value, wanted)).text
}

function lookUp(path: string, fields: Fields): Value {
  const [first = ''] = /^[^.[]*/.exec(path) ?? []
  let value = start(first, fields)
  let rest = path.slice(first.length)
  while (rest !== '') {
    const match = /^\.([^.[]+)|^\[([^\]]+)\]/.exec(rest)
    if (match === null) return raise('ValueError', 'Empty attribute in format string')
    const [whole, attribute, key = ''] = match
    if (attribute !== undefined) value = getAttribute(value, attribute)
    else value = getItem(value, /^\d+$/.test(key) ? Number(key) : key)
    rest = rest.slice(whole.length)
  }
  return value
}

function start(name: string, fields: Fields): Value {
  let place = name
  if (name === '') {
    if (fields.next < 0)
      raise('ValueError', 'cannot switch from manual field specification to automatic field numbering')
    place = String(fields.next++)
  } else if (/^\d+$/.test(name)) {
    if (fields.next > 0)
      raise('ValueError', 'cannot switch from manual field specification to automatic field numbering')
    fields.next = -1
  } else return orElse(fields.named(name), () => raise('KeyError', repr(name)))
  return orElse(fields.args[Number(place)], () =>
    raise('IndexError', `Replacement index ${place} out of range for positional args tuple`),
  )
}
