import { grow, look } from '../../budget.ts'
import { unescapeHtml } from '../../python/html-entities.ts'
import { splitBlanks } from '../../python/text.ts'

/** Text without tags and comments, its blanks single, its character references replaced. */
export function stripTags(text: string): string {
  look(text.length)
  const parts: string[] = []
  let place = 0
  for (let start = text.indexOf('<'); start >= 0; start = text.indexOf('<', place)) {
    const isComment = text.startsWith('<!--', start)
    const end = isComment ? text.indexOf('-->', start + 4) : text.indexOf('>', start)
    if (end < 0) break
    parts.push(text.slice(place, start))
    place = end + (isComment ? 3 : 1)
  }
  grow(text.length)
  const rest = parts.length > 0 || place > 0 ? parts.join('') + text.slice(place) : text
  return unescapeHtml(splitBlanks(rest, -1).join(' '))
}
