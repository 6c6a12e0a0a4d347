/** `json.dumps(value, sort_keys=True)`, byte for byte. */
import { grow, spend } from '../budget.ts'
import { sorted } from './comparison.ts'
import { Dict } from './dict.ts'
import { raise } from './exceptions.ts'
import { index } from './operators.ts'
import { repr } from './repr.ts'
import { Float, isInteger, isNumeric, isString, List, plain, Tuple, typeName, type Value } from './values.ts'

const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/
const SHORT: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
}

/** How values are set apart. */
interface Layout {
  /** One level of indentation; undefined: all on one line. */
  readonly indent: string | undefined
  readonly open: Set<Value>
}

/** `indent`: a number of blanks or a text per level; None for one line. @throws PythonError */
export function toJson(value: Value, indent: Value): string {
  const step =
    indent === null
      ? undefined
      : isString(indent)
        ? plain(indent)
        : ' '.repeat(Math.min(10_000, Math.max(0, index(indent))))
  return write(value, { indent: step, open: new Set() }, '\n')
}

function write(value: Value, layout: Layout, line: string): string {
  spend()
  if (value === null) return 'null'
  if (typeof value === 'string') return quoted(value)
  if (isNumeric(value)) return number(value)
  if (isString(value)) return quoted(plain(value))
  if (value instanceof List || value instanceof Tuple) {
    return within(value, layout, line, '[', ']', inner => value.items.map(item => write(item, layout, inner)))
  }
  if (value instanceof Dict) {
    return within(value, layout, line, '{', '}', inner => {
      const pairs = value.entries().map(pair => new Tuple(pair))
      return sorted(pairs, pair => pair, false).map(pair => {
        const [key, member] = (pair as Tuple).items as [Value, Value]
        return `${quoted(keyOf(key))}: ${write(member, layout, inner)}`
      })
    })
  }
  return raise('TypeError', `Object of type ${typeName(value)} is not JSON serializable`)
}

function within(
  value: Value,
  { indent, open }: Layout,
  line: string,
  begin: string,
  end: string,
  write: (line: string) => readonly string[],
): string {
  if (open.has(value)) raise('ValueError', 'Circular reference detected')
  open.add(value)
  const inner = indent === undefined ? line : line + indent
  const parts = write(inner)
  open.delete(value)
  if (parts.length === 0) return begin + end
  if (indent === undefined) {
    grow(parts.length * 2)
    return begin + parts.join(', ') + end
  }
  grow(parts.length * (inner.length + 1))
  return begin + inner + parts.join(`,${inner}`) + line + end
}

function keyOf(key: Value): string {
  if (isString(key)) return plain(key)
  if (key === null) return 'null'
  if (isNumeric(key)) return number(key)
  return raise('TypeError', `keys must be str, int, float, bool or None, not ${typeName(key)}`)
}

function number(value: number | bigint | boolean | Float): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (isInteger(value) || value instanceof Float || Number.isFinite(value)) return repr(value)
  return Number.isNaN(value) ? 'NaN' : Number(value) > 0 ? 'Infinity' : '-Infinity'
}

function quoted(text: string): string {
  grow(text.length + 2)
  if (PLAIN.test(text)) return `"${text}"`
  return `"${text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, escaped)}"`
}

// One UTF-16 unit at a time: a character beyond the first plane is two escapes.
function escaped(unit: string): string {
  const short = SHORT[unit]
  if (short !== undefined) return short
  grow(5)
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
