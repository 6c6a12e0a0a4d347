/** `textwrap.wrap` as `wordwrap` calls it. */
import { grow, look } from '../../budget.ts'
import { raise } from '../../python/exceptions.ts'
import { lengthOf, part, unitOf, WORD } from '../../python/text.ts'

const BLANK = '[\\t\\n\\v\\f\\r ]'
const LETTER = '[\\p{L}\\p{Nl}\\p{No}_]'
const PUNCTUATED = `[${WORD}!"'&.,?]`
const CHUNKS = new RegExp(
  `(${BLANK}+|(?<=${PUNCTUATED})-{2,}(?=[${WORD}])|[^\\t\\n\\v\\f\\r ]+?(?:` +
    `-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})|(?=${BLANK}|$)|(?<=${PUNCTUATED})(?=-{2,}[${WORD}])))`,
  'u',
)
const WORDS = new RegExp(`(${BLANK}+)`)

/** How lines are broken. */
export interface WrapOptions {
  readonly width: number
  readonly breaksLong: boolean
  readonly breaksHyphens: boolean
}

/** A line as lines of at most that width. @throws PythonError */
export function wordWrap(text: string, options: WrapOptions): string[] {
  const { width } = options
  look(text.length * 8)
  if (width <= 0) raise('ValueError', `invalid width ${width} (must be > 0)`)
  grow(text.length * 2)
  const chunks = text
    .split(options.breaksHyphens ? CHUNKS : WORDS)
    .filter(chunk => chunk !== '')
    .reverse()
  const lines: string[] = []
  while (chunks.length > 0) {
    const line: string[] = []
    let length = 0
    if (lines.length > 0 && isBlank(chunks.at(-1)!)) chunks.pop()
    while (chunks.length > 0 && length + lengthOf(chunks.at(-1)!) <= width) {
      const chunk = chunks.pop()!
      line.push(chunk)
      length += lengthOf(chunk)
    }
    if (chunks.length > 0 && lengthOf(chunks.at(-1)!) > width)
      breakLong(chunks, line, width - length, options)
    if (line.length > 0 && isBlank(line.at(-1)!)) line.pop()
    if (line.length > 0) lines.push(line.join(''))
  }
  return lines
}

function breakLong(chunks: string[], line: string[], room: number, options: WrapOptions): void {
  if (!options.breaksLong) {
    if (line.length === 0) line.push(chunks.pop()!)
    return
  }
  const chunk = chunks.pop()!
  let end = options.width < 1 ? 1 : room
  if (options.breaksHyphens && lengthOf(chunk) > room) {
    const hyphen = part(chunk, 0, room).lastIndexOf('-')
    if (hyphen > 0 && /[^-]/.test(chunk.slice(0, hyphen))) end = lengthOf(chunk.slice(0, hyphen)) + 1
  }
  const at = unitOf(chunk, end)
  look(chunk.length)
  line.push(chunk.slice(0, at))
  chunks.push(chunk.slice(at))
}

function isBlank(chunk: string): boolean {
  return chunk.trim() === ''
}
