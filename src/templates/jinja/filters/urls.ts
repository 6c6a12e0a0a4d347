import { grow, look } from '../../budget.ts'
import { Dict } from '../../python/dict.ts'
import { raise } from '../../python/exceptions.ts'
import { escapeHtml, escapeText } from '../../python/html.ts'
import { findCursor, iterate, listOf } from '../../python/iteration.ts'
import { index } from '../../python/operators.ts'
import { repr, str } from '../../python/repr.ts'
import { BLANKS, lengthOf, part, WORD } from '../../python/text.ts'
import { isString, plain, type Value } from '../../python/values.ts'

const SAFE = /[A-Za-z0-9_.~-]/
const SPLIT = new RegExp(`([${BLANKS}]+)`)
const LINK = new RegExp(
  `^(?:(?:https?://|www\\.)(?:(?:[${WORD}%-]+\\.)+)?(?:[a-z]{2,63}|xn--[${WORD}%]{2,59})` +
    `|(?:[${WORD}%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)` +
    `|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\]))` +
    `(?::\\d{1,5})?(?:[/?#][^${BLANKS}]*)?$`,
  'iu',
)
const DOMAIN = new RegExp(`^[${WORD}][${WORD}.-]*$`, 'u')
const WORD_ONLY = new RegExp(`^[${WORD}]+$`, 'u')
const SCHEME = new RegExp(`^(?:[${WORD}.+-]{2,}:/{0,2})$`, 'u')
const BRACKETS = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const
/** No link is longer: what looks for one takes time with the square of its length. */
const MAX_LINK = 4_096

/** What `urlize` takes. */
export interface LinkOptions {
  readonly limit: Value
  readonly nofollow: boolean
  readonly target: Value
  readonly rel: Value
  readonly schemes: Value
}

/** Text, or pairs, as they stand in a URL. */
export function urlencode(value: Value): string {
  if (isString(value) || findCursor(value) === undefined) return quote(str(value), '/')
  const parts: string[] = []
  for (const pair of value instanceof Dict ? value.entries() : iterate(value)) {
    const items = Array.isArray(pair) ? pair : listOf(pair)
    if (items.length !== 2) raise('ValueError', `${items.length} values where a pair was expected`)
    parts.push(items.map(item => quote(str(item), '').replaceAll('%20', '+')).join('='))
  }
  return parts.join('&')
}

function quote(text: string, safe: string): string {
  look(text.length * 4)
  if (!text.isWellFormed())
    raise('UnicodeEncodeError', "'utf-8' codec can't encode characters: surrogates not allowed")
  let out = ''
  for (const byte of Buffer.from(text)) {
    const c = String.fromCharCode(byte)
    out +=
      byte < 0x80 && (SAFE.test(c) || safe.includes(c))
        ? c
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  grow(out.length)
  return out
}

/** Text with its addresses as links. */
export function urlize(value: Value, options: LinkOptions): string {
  const parts = new Set(isString(options.rel) ? plain(options.rel).split(/\s+/).filter(Boolean) : [])
  if (options.nofollow) parts.add('nofollow')
  parts.add('noopener')
  const rel = [...parts].sort().join(' ')
  const schemes = options.schemes === null ? [] : listOf(options.schemes).map(str)
  for (const scheme of schemes)
    if (!SCHEME.test(scheme))
      raise('FilterArgumentError', `${repr(scheme)} is not a valid URI scheme prefix.`)
  const target = options.target === null ? '' : escapeHtml(options.target).text
  const attributes = ` rel="${escapeText(rel)}"${target === '' ? '' : ` target="${target}"`}`
  const limit = options.limit === null ? undefined : index(options.limit)
  const text = escapeHtml(value).text
  look(text.length * 8)
  const out = text
    .split(SPLIT)
    .map(word => linked(word, attributes, limit, schemes))
    .join('')
  grow(out.length)
  return out
}

function linked(
  word: string,
  attributes: string,
  limit: number | undefined,
  schemes: readonly string[],
): string {
  if (word.length > MAX_LINK) return word
  const [head = ''] = /^(?:[(<]|&lt;)*/.exec(word) ?? []
  let middle = word.slice(head.length)
  let [tail = ''] = /(?:[)>.,\n]|&gt;)*$/.exec(middle) ?? []
  middle = middle.slice(0, middle.length - tail.length)
  for (const [open, close] of BRACKETS) {
    const missing = middle.split(open).length - middle.split(close).length
    if (missing <= 0) continue
    // As many as were opened, if the tail has them.
    for (let i = Math.min(middle.split(open).length - 1, tail.split(close).length - 1); i > 0; i--) {
      const end = tail.indexOf(close) + close.length
      middle += tail.slice(0, end)
      tail = tail.slice(end)
    }
  }
  return head + link(middle, attributes, limit, schemes) + tail
}

function link(
  text: string,
  attributes: string,
  limit: number | undefined,
  schemes: readonly string[],
): string {
  if (LINK.test(text)) {
    const url = /^https?:\/\//.test(text) ? text : `https://${text}`
    const shown =
      limit !== undefined && lengthOf(text) > limit ? `${part(text, 0, Math.max(0, limit))}...` : text
    return `<a href="${url}"${attributes}>${shown}</a>`
  }
  if (text.startsWith('mailto:') && isMail(text.slice(7))) return `<a href="${text}">${text.slice(7)}</a>`
  if (text.includes('@') && !/^(?:www\.|@)/.test(text) && !text.includes(':') && isMail(text))
    return `<a href="mailto:${text}">${text}</a>`
  let made = text
  for (const scheme of schemes)
    if (made !== scheme && made.startsWith(scheme)) made = `<a href="${made}"${attributes}>${made}</a>`
  return made
}

// Behind the last @, as an expression that looks for all of them takes time with their cube.
function isMail(text: string): boolean {
  const at = text.lastIndexOf('@')
  const domain = text.slice(at + 1)
  const dot = domain.lastIndexOf('.')
  return at > 0 && dot > 0 && DOMAIN.test(domain.slice(0, dot)) && WORD_ONLY.test(domain.slice(dot + 1))
}
