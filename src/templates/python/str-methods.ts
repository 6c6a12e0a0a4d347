import { grow, look } from '../budget.ts'
import { natives } from './arguments.ts'
import { raise } from './exceptions.ts'
import { escapeHtml } from './html.ts'
import { index } from './operators.ts'
import { window } from './slice.ts'
import { formatMap, formatText } from './str-format.ts'
import { joined, partitioned, replaced, split, translated, translation } from './str-parts.ts'
import { lengthOf, pointOf, repeat, splitLines, strip } from './text.ts'
import { capitalize, foldCase, isAll, isCase, isTitle, lower, swapCase, title, upper } from './text-case.ts'
import { isString, isTrue, List, Markup, plain, Tuple, typeName, type Value } from './values.ts'

type Str = string | Markup

/** Python's methods of str; on Markup they give Markup and escape what is put in. */
export const strMethods = natives({
  capitalize: ['/', self => like(self!, capitalize)],
  casefold: ['/', self => like(self!, foldCase)],
  center: ['/width fillchar?', (self, width, fill) => padded(self!, width!, fill, 'both')],
  count: [
    '/sub start? end?',
    (self, sub, start, end) => {
      const { part, wanted } = within(self!, sub!, start, end)
      if (part === undefined) return 0
      if (wanted === '') return lengthOf(part) + 1
      return part.split(wanted).length - 1
    },
  ],
  encode: () => raise('TypeError', 'encode() makes bytes, and there are none in templates'),
  endswith: [
    '/suffix start? end?',
    (self, suffix, start, end) => affix('endswith', self!, suffix!, start, end),
  ],
  expandtabs: ['tabsize?', (self, size = 8) => like(self!, text => expandTabs(text, index(size)))],
  find: ['/sub start? end?', (self, sub, start, end) => find(self!, sub!, start, end, false)],
  format: (self, args, named) => formatText(self as Str, args, named),
  format_map: ['/mapping', (self, mapping) => formatMap(self as Str, mapping!)],
  index: ['/sub start? end?', (self, sub, start, end) => found(find(self!, sub!, start, end, false))],
  isalnum: ['/', self => isAll(text(self!), /^[\p{L}\p{N}]+$/u)],
  isalpha: ['/', self => isAll(text(self!), /^\p{L}+$/u)],
  isascii: ['/', self => isAll(text(self!), /^[\0-\x7f]*$/)],
  isdecimal: ['/', self => isAll(text(self!), /^\p{Nd}+$/u)],
  isdigit: ['/', self => isAll(text(self!), /^[\p{Nd}²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒]+$/u)],
  isidentifier: ['/', self => isAll(text(self!), /^[\p{XID_Start}_]\p{XID_Continue}*$/u)],
  islower: ['/', self => isCase(text(self!), 'lower')],
  isnumeric: [
    '/',
    self => isAll(text(self!), /^[\p{N}〇一二三四五六七八九十百千万億兆零壹贰叁肆伍陆柒捌玖拾]+$/u),
  ],
  isprintable: [
    '/',
    self => isAll(text(self!), /^[^\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*$/u),
  ],
  isspace: ['/', self => text(self!) !== '' && strip(text(self!), null, true, true) === ''],
  istitle: ['/', self => isTitle(text(self!))],
  isupper: ['/', self => isCase(text(self!), 'upper')],
  join: ['/iterable', (self, values) => joined(self as Str, values!)],
  ljust: ['/width fillchar?', (self, width, fill) => padded(self!, width!, fill, 'right')],
  lower: ['/', self => like(self!, lower)],
  lstrip: ['/chars?', (self, chars = null) => like(self!, each => strip(each, charsOf(chars), true, false))],
  maketrans: ['/x y? z?', (_self, x, y, z) => translation(x!, y, z)],
  partition: ['/sep', (self, sep) => new Tuple(partitioned(text(self!), needle(sep!), false).map(as(self!)))],
  removeprefix: [
    '/prefix',
    (self, prefix) =>
      like(self!, each => (each.startsWith(needle(prefix!)) ? each.slice(needle(prefix!).length) : each)),
  ],
  removesuffix: [
    '/suffix',
    (self, suffix) => {
      const end = needle(suffix!)
      return like(self!, each => (end !== '' && each.endsWith(end) ? each.slice(0, -end.length) : each))
    },
  ],
  replace: [
    '/old new count?',
    (self, old, by, count = -1) =>
      like(self!, each =>
        replaced(each, needle(old!), needle(self instanceof Markup ? escapeHtml(by!) : by!), index(count)),
      ),
  ],
  rfind: ['/sub start? end?', (self, sub, start, end) => find(self!, sub!, start, end, true)],
  rindex: ['/sub start? end?', (self, sub, start, end) => found(find(self!, sub!, start, end, true))],
  rjust: ['/width fillchar?', (self, width, fill) => padded(self!, width!, fill, 'left')],
  rpartition: ['/sep', (self, sep) => new Tuple(partitioned(text(self!), needle(sep!), true).map(as(self!)))],
  rsplit: [
    'sep? maxsplit?',
    (self, sep = null, max = -1) => parts(self!, split(text(self!), charsOf(sep), index(max), true)),
  ],
  rstrip: ['/chars?', (self, chars = null) => like(self!, each => strip(each, charsOf(chars), false, true))],
  split: [
    'sep? maxsplit?',
    (self, sep = null, max = -1) => parts(self!, split(text(self!), charsOf(sep), index(max), false)),
  ],
  splitlines: ['keepends?', (self, keep = false) => parts(self!, splitLines(text(self!), isTrue(keep)))],
  startswith: [
    '/prefix start? end?',
    (self, prefix, start, end) => affix('startswith', self!, prefix!, start, end),
  ],
  strip: ['/chars?', (self, chars = null) => like(self!, each => strip(each, charsOf(chars), true, true))],
  swapcase: ['/', self => like(self!, swapCase)],
  title: ['/', self => like(self!, title)],
  translate: ['/table', (self, table) => like(self!, each => translated(each, table!))],
  upper: ['/', self => like(self!, upper)],
  zfill: [
    '/width',
    (self, width) =>
      like(self!, each => {
        const zeros = repeat('0', index(width!) - lengthOf(each))
        return /^[+-]/.test(each) ? each[0] + zeros + each.slice(1) : zeros + each
      }),
  ],
})

function text(self: Value): string {
  return plain(self as Str)
}

/** The result of the work, of the type of the subject. */
function like(self: Value, work: (text: string) => string): Value {
  return as(self)(work(text(self)))
}

function as(self: Value): (text: string) => Value {
  return self instanceof Markup ? made => new Markup(made) : made => made
}

function parts(self: Value, made: readonly string[]): List {
  return new List(made.map(as(self)))
}

function needle(value: Value): string {
  return isString(value) ? plain(value) : raise('TypeError', `must be str, not ${typeName(value)}`)
}

function charsOf(value: Value): string | null {
  return value === null ? null : needle(value)
}

function within(
  self: Value,
  sub: Value,
  start: Value | undefined,
  end: Value | undefined,
): { part?: string; wanted: string; from: number } {
  const whole = text(self)
  const wanted = needle(sub)
  const { from, to } = window(whole, start, end)
  look(to - from)
  return from > to ? { wanted, from } : { part: whole.slice(from, to), wanted, from }
}

function find(
  self: Value,
  sub: Value,
  start: Value | undefined,
  end: Value | undefined,
  last: boolean,
): number {
  const { part, wanted, from } = within(self, sub, start, end)
  if (part === undefined) return -1
  const at = last ? part.lastIndexOf(wanted) : part.indexOf(wanted)
  return at < 0 ? -1 : pointOf(text(self), from + at)
}

function found(at: number): number {
  return at < 0 ? raise('ValueError', 'substring not found') : at
}

function affix(
  name: 'startswith' | 'endswith',
  self: Value,
  sub: Value,
  start: Value | undefined,
  end: Value | undefined,
): boolean {
  const choices = sub instanceof Tuple ? sub.items : [sub]
  return choices.some(choice => {
    if (!isString(choice))
      return raise('TypeError', `${name} first arg must be str or a tuple of str, not ${typeName(choice)}`)
    const { part, wanted } = within(self, choice, start, end)
    return part !== undefined && (name === 'startswith' ? part.startsWith(wanted) : part.endsWith(wanted))
  })
}

/** `center`, `ljust` and `rjust`: the side that is filled. */
export function padded(self: Value, width: Value, fill: Value = ' ', side: 'left' | 'right' | 'both'): Value {
  const filler = needle(self instanceof Markup ? escapeHtml(fill) : fill)
  if (lengthOf(filler) !== 1) raise('TypeError', 'The fill character must be exactly one character long')
  return like(self, each => {
    const missing = index(width) - lengthOf(each)
    if (missing <= 0) return each
    // As CPython: of an odd number, the left side gets the larger half when the width is odd.
    const left =
      side === 'left' ? missing : side === 'right' ? 0 : (missing >> 1) + (missing & index(width) & 1)
    grow(each.length)
    return repeat(filler, left) + each + repeat(filler, missing - left)
  })
}

function expandTabs(whole: string, size: number): string {
  let column = 0
  let out = ''
  for (const c of whole) {
    if (c === '\t') {
      const blanks = size > 0 ? size - (column % size) : 0
      out += repeat(' ', blanks)
      column += blanks
    } else {
      out += c
      column = c === '\n' || c === '\r' ? 0 : column + 1
    }
  }
  grow(whole.length)
  return out
}
