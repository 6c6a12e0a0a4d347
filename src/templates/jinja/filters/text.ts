import { grow } from '../../budget.ts'
import { natives } from '../../python/arguments.ts'
import { Dict } from '../../python/dict.ts'
import { raise } from '../../python/exceptions.ts'
import { escapeHtml, escapeText } from '../../python/html.ts'
import { iterate, sizeOf } from '../../python/iteration.ts'
import { add, index, modulo } from '../../python/operators.ts'
import { repr, str } from '../../python/repr.ts'
import { slice } from '../../python/slice.ts'
import { padded, strMethods } from '../../python/str-methods.ts'
import { split } from '../../python/str-parts.ts'
import { splitLines, WORD } from '../../python/text.ts'
import { capitalize, lower, upper } from '../../python/text-case.ts'
import { Undefined } from '../../python/undefined.ts'
import {
  isInteger,
  isString,
  isTrue,
  List,
  Markup,
  type Named,
  plain,
  Tuple,
  typeName,
  type Value,
} from '../../python/values.ts'
import { settings } from '../scope.ts'
import { stripTags } from './strip-tags.ts'
import { urlencode, urlize } from './urls.ts'
import { wordWrap } from './word-wrap.ts'

const WORDS = new RegExp(`[${WORD}]+`, 'gu')
/** Slack of `truncate`: a text that is longer by no more than that stays whole. */
const LEEWAY = 5

const escaping: readonly [string, (value: Value) => Value] = ['/', value => escapeHtml(value)]

/** Filters on text. */
export const textFilters = natives({
  capitalize: ['', value => like(value!, capitalize)],
  center: ['width?', (value, width = 80) => padded(soft(value!), width, ' ', 'both')],
  e: escaping,
  escape: escaping,
  forceescape: ['', value => new Markup(escapeText(str(value!)))],
  format,
  indent: ['width? first? blank?', indent],
  lower: ['', value => like(value!, lower)],
  replace: [
    'old new count?',
    (value, old, by, count = null) => {
      const times = count === null ? -1 : count
      if (!settings.autoescape) return method('replace', str(value!), [str(old!), str(by!), times])
      const escapes = old instanceof Markup || (by instanceof Markup && !(value instanceof Markup))
      return method('replace', escapes ? escapeHtml(value!) : soft(value!), [soft(old!), soft(by!), times])
    },
  ],
  safe: ['', value => (value instanceof Markup ? value : new Markup(str(value!)))],
  string: ['/', value => soft(value!)],
  striptags: ['', value => stripTags(str(value!))],
  title: ['', value => like(value!, titled)],
  trim: ['chars?', (value, chars = null) => method('strip', soft(value!), [chars])],
  truncate: ['length? killwords? end? leeway?', truncate],
  upper: ['', value => like(value!, upper)],
  urlencode: ['', value => urlencode(value!)],
  urlize: [
    'trim_url_limit? nofollow? target? rel? extra_schemes?',
    (value, limit = null, nofollow = false, target = null, rel = null, schemes = null) => {
      const made = urlize(value!, { limit, nofollow: isTrue(nofollow), target, rel, schemes })
      return settings.autoescape ? new Markup(made) : made
    },
  ],
  wordcount: ['', value => plain(soft(value!)).match(WORDS)?.length ?? 0],
  wordwrap: [
    'width? break_long_words? wrapstring? break_on_hyphens?',
    (value, width = 79, long = true, between = null, hyphens = true) => {
      if (!isString(value!)) return noAttribute(value!, 'splitlines')
      const separator = between === null ? '\n' : str(between)
      const options = { width: index(width), breaksLong: isTrue(long), breaksHyphens: isTrue(hyphens) }
      const lines = splitLines(plain(value!)).map(line => wordWrap(line, options).join(separator))
      grow(lines.length * separator.length)
      return lines.join(separator)
    },
  ],
  xmlattr: ['autospace?', (value, space = true) => xmlAttributes(value!, isTrue(space))],
})

/** What stays Markup where it is, and is printed where it is no text. */
function soft(value: Value): string | Markup {
  return isString(value) ? value : str(value)
}

function like(value: Value, work: (text: string) => string): Value {
  return value instanceof Markup ? new Markup(work(value.text)) : work(str(value))
}

function method(name: string, subject: Value, args: readonly Value[]): Value {
  return strMethods.get(name)!.invoke(subject, args, undefined)
}

function titled(text: string): string {
  return text
    .split(/([-\s\x1c-\x1f\x85({[<]+)/)
    .map(part => {
      const [first = ''] = part
      return upper(first) + lower(part.slice(first.length))
    })
    .join('')
}

function format(value: Value, args: readonly Value[], named: Named): Value {
  if (named === undefined || named.size === 0) return modulo(soft(value), new Tuple([...args]))
  if (args.length > 0)
    return raise('FilterArgumentError', "can't handle positional and keyword arguments at the same time")
  return modulo(soft(value), Dict.from(named))
}

function indent(value?: Value, width: Value = 4, first: Value = false, blank: Value = false): Value {
  const isMarkup = value instanceof Markup
  const as = (text: string): Value => (isMarkup ? new Markup(text) : text)
  const indention = isString(width) ? plain(width) : ' '.repeat(counted(width))
  const newline = as('\n')
  if (value instanceof List) return noAttribute(value, 'splitlines')
  const whole = add(value!, newline)
  if (!isString(whole)) return noAttribute(whole, 'splitlines')
  const lines = splitLines(plain(whole))
  grow(lines.length * (indention.length + 1))
  const made = isTrue(blank)
    ? lines.join(`\n${indention}`)
    : lines.map((line, i) => (i > 0 && line !== '' ? indention + line : line)).join('\n')
  return as((isTrue(first) ? indention : '') + made)
}

function counted(width: Value): number {
  if (!isInteger(width))
    return raise('TypeError', `can't multiply sequence by non-int of type '${typeName(width)}'`)
  const count = Math.max(0, index(width))
  grow(count)
  return count
}

function truncate(
  value?: Value,
  length: Value = 255,
  kill: Value = false,
  end: Value = '...',
  leeway: Value = null,
): Value {
  const slack = leeway === null ? LEEWAY : index(leeway)
  const most = index(length)
  const ending = sizeOf(end)
  if (most < ending) raise('AssertionError', `expected length >= ${ending}, got ${most}`)
  if (slack < 0) raise('AssertionError', `expected leeway >= 0, got ${slack}`)
  if (sizeOf(value!) <= most + slack) return value!
  const cut = slice(value!, { start: null, stop: most - ending, step: null })
  if (isTrue(kill)) return add(cut, end)
  if (!isString(cut)) return noAttribute(cut, 'rsplit')
  const [head = ''] = split(plain(cut), ' ', 1, true)
  return add(cut instanceof Markup ? new Markup(head) : head, end)
}

function xmlAttributes(value: Value, space: boolean): Value {
  if (!(value instanceof Dict)) return noAttribute(value, 'items')
  const parts: string[] = []
  for (const key of iterate(value)) {
    const member = value.item(key)
    if (member === null || member instanceof Undefined) continue
    if (!isString(key)) return raise('TypeError', 'expected string or bytes-like object')
    if (/[ \t\n\r\f\v/>=]/.test(plain(key)))
      return raise('ValueError', `Invalid character in attribute name: ${repr(key)}`)
    const part = `${escapeHtml(key).text}="${escapeHtml(member).text}"`
    grow(part.length + 1)
    parts.push(part)
  }
  const made = (space && parts.length > 0 ? ' ' : '') + parts.join(' ')
  return settings.autoescape ? new Markup(made) : made
}

function noAttribute(value: Value, name: string): never {
  if (value instanceof Undefined) value.fail()
  return raise('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`)
}
