/** Python's pattern syntax (its `re` module, version 3.12) → a tree. Refuses what Python refuses. */
import { anyChar, type CharItem, charSet } from './chars.ts'
import { RegexError } from './error.ts'
import { escapedItem } from './escapes.ts'
import { type Flags, NO_FLAGS, readFlags } from './flags.ts'
import { Groups } from './groups.ts'
import { Source } from './source.ts'
import { type Node, type Place, type RepeatMode, widthOf } from './tree.ts'

/** A pattern's tree, and whether its groups' contents matter for what it matches. */
export interface ParsedPattern {
  readonly tree: Node
  readonly groupCount: number
  readonly usesGroups: boolean
}

/** Most levels of groups within each other. */
const MAX_DEPTH = 100
const MAX_LENGTH = 10_000

const EMPTY: Node = { kind: 'sequence', parts: [] }
const BLANK = /^[ \t\n\r\v\f]$/
const DIGITS = /^[0-9]$/
const PLACES: { readonly [token: string]: Place } = {
  '\\A': 'start',
  '\\Z': 'end',
  '\\b': 'boundary',
  '\\B': 'notBoundary',
}

/** Parses a pattern. @throws RegexError */
export function parsePattern(pattern: string): ParsedPattern {
  if (pattern.length > MAX_LENGTH) {
    throw new RegexError(`pattern longer than ${MAX_LENGTH} characters`, MAX_LENGTH)
  }
  const parser = new Parser(pattern)
  const tree = parser.pattern()
  return { tree, groupCount: parser.groups.count, usesGroups: parser.groups.used }
}

class Parser {
  readonly groups: Groups
  readonly #source: Source
  /** Of the whole pattern. */
  #flags = NO_FLAGS
  #depth = 0

  constructor(pattern: string) {
    this.#source = new Source(pattern)
    this.groups = new Groups(this.#source)
  }

  pattern(): Node {
    const tree = this.#choice(undefined)
    if (this.#source.peek() !== undefined) throw this.#source.error('unbalanced parenthesis')
    this.groups.checkReferences()
    return tree
  }

  /** Branches up to a closing parenthesis or the end; without `flags`, of the pattern's top level. */
  #choice(flags: Flags | undefined): Node {
    if (++this.#depth > MAX_DEPTH) throw this.#source.error(`groups nested deeper than ${MAX_DEPTH} levels`)
    const branches: Node[] = []
    do branches.push(this.#sequence(flags, branches.length === 0))
    while (this.#source.take('|'))
    this.#depth--
    return branches.length === 1 ? branches[0]! : { kind: 'choice', branches }
  }

  #sequence(inGroup: Flags | undefined, isFirst: boolean): Node {
    const source = this.#source
    const parts: Node[] = []
    for (;;) {
      // At the top level, flags may change while it is read.
      const flags = inGroup ?? this.#flags
      const start = source.position
      const token = source.peek()
      if (token === undefined || token === '|' || token === ')') break
      source.get()
      if (flags.verbose && BLANK.test(token)) continue
      if (flags.verbose && token === '#') this.#skipLine()
      else if (isRepeat(token)) this.#repeat(token, parts, start)
      else {
        const part =
          token === '('
            ? this.#group(flags, start, inGroup === undefined && isFirst && parts.length === 0)
            : this.#single(token, flags, start)
        if (part !== undefined) parts.push(part)
      }
    }
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts }
  }

  #skipLine(): void {
    for (;;) {
      const token = this.#source.get()
      if (token === undefined || token === '\n') return
    }
  }

  #single(token: string, flags: Flags, start: number): Node {
    if (token === '.') return { kind: 'chars', set: anyChar(flags.dotAll) }
    if (token === '[') return this.#class(flags, start)
    if (token === '^') return this.#place(flags.multiline ? 'lineStart' : 'start', flags)
    if (token === '$') return this.#place(flags.multiline ? 'lineEnd' : 'lastLineEnd', flags)
    if (!token.startsWith('\\')) return this.#chars([literal(token)], false, flags)
    const place = PLACES[token]
    if (place !== undefined) return this.#place(place, flags)
    return (
      this.groups.escapedReference(token, start, flags) ??
      this.#chars([escapedItem(this.#source, token, false)], false, flags)
    )
  }

  #place(place: Place, { ascii }: Flags): Node {
    return { kind: 'place', place, ascii }
  }

  #chars(items: readonly CharItem[], negate: boolean, flags: Flags): Node {
    return { kind: 'chars', set: charSet(items, negate, flags) }
  }

  #class(flags: Flags, start: number): Node {
    const source = this.#source
    const negate = source.take('^')
    const items: CharItem[] = []
    // A closing bracket that comes first stands for itself.
    while (items.length === 0 || !source.take(']')) {
      items.push(this.#classItem(start))
      if (source.take('-')) this.#range(items, start)
    }
    return this.#chars(items, negate, flags)
  }

  #classItem(start: number): CharItem {
    const token = this.#source.get()
    if (token === undefined) throw this.#source.error('unterminated character set', start)
    return token.startsWith('\\') ? escapedItem(this.#source, token, true) : literal(token)
  }

  /** Behind a hyphen: makes a range of the last item and the next. A hyphen that comes last stands for itself. */
  #range(items: CharItem[], start: number): void {
    const source = this.#source
    const position = source.position - 2
    if (source.peek() === ']') {
      items.push(literal('-'))
      return
    }
    const from = items.pop()!
    const to = this.#classItem(start)
    if ('category' in from || 'category' in to || to.from < from.from) {
      throw source.error('bad character range', position)
    }
    items.push({ from: from.from, to: to.to })
  }

  #repeat(token: string, parts: Node[], start: number): void {
    const source = this.#source
    const limits = token === '{' ? this.#limits(start) : SHORT[token]!
    if (limits === undefined) {
      parts.push(this.#chars([literal('{')], false, this.#flags))
      return
    }
    const part = parts.at(-1)
    if (part === undefined || part.kind === 'place') throw source.error('nothing to repeat', start)
    if (part.kind === 'repeat') throw source.error('multiple repeat', start)
    const mode: RepeatMode = source.take('?') ? 'lazy' : source.take('+') ? 'possessive' : 'greedy'
    parts[parts.length - 1] = { kind: 'repeat', part, min: limits[0], max: limits[1], mode }
  }

  /** `{2}`, `{2,}`, `{,3}`, `{2,3}`; otherwise a brace is only a brace. */
  #limits(start: number): readonly [number, number] | undefined {
    const source = this.#source
    const after = source.position
    if (source.peek() === '}') return undefined
    const low = source.takeWhile(Number.MAX_SAFE_INTEGER, DIGITS)
    const high = source.take(',') ? source.takeWhile(Number.MAX_SAFE_INTEGER, DIGITS) : low
    const comma = source.position > after + low.length
    if (!source.take('}') || (low === '' && !comma)) {
      source.rewind(after)
      return undefined
    }
    const min = low === '' ? 0 : Number(low)
    const max = high === '' ? Infinity : Number(high)
    if (max < min) throw source.error('min repeat greater than max repeat', start)
    return [min, max]
  }

  #group(flags: Flags, start: number, isFirst: boolean): Node | undefined {
    const source = this.#source
    if (!source.take('?')) return this.#capture(undefined, flags, start)
    const token = source.peek()
    if (token === 'P') return this.#named(flags, start)
    if (token === undefined) throw source.error('unexpected end of pattern')
    if (token === '#') return this.#comment(start)
    if (/^[iamsxuL-]$/.test(token)) return this.#flagged(flags, start, isFirst)
    source.get()
    if (token === ':') return wrapped(this.#inside(flags, start))
    if (token === '>') return { kind: 'atomic', part: this.#inside(flags, start) }
    if (token === '=' || token === '!') {
      return { kind: 'look', part: this.#inside(flags, start), negate: token === '!', behind: undefined }
    }
    if (token === '(') return this.#conditional(flags, start)
    if (token === '<' && (source.peek() === '=' || source.peek() === '!')) return this.#behind(flags, start)
    const hint = token === '<' ? 'Python writes a named group (?P<name>…)' : ''
    throw source.error(`unknown extension ?${token}`, start + 1, hint)
  }

  #inside(flags: Flags, start: number): Node {
    const node = this.#choice(flags)
    if (!this.#source.take(')')) throw this.#source.error('missing ), unterminated subpattern', start)
    return node
  }

  #capture(name: string | undefined, flags: Flags, start: number): Node {
    const number = this.groups.open(name)
    const part = this.#inside(flags, start)
    this.groups.close(number)
    return { kind: 'group', part, number }
  }

  #named(flags: Flags, start: number): Node {
    const source = this.#source
    source.get()
    if (source.take('<')) return this.#capture(source.takeUntil('>', 'group name'), flags, start)
    if (source.take('=')) return this.groups.namedReference(source.takeUntil(')', 'group name'), start, flags)
    const next = source.peek()
    if (next === undefined) throw source.error('unexpected end of pattern')
    throw source.error(`unknown extension ?P${next}`, start + 1)
  }

  #comment(start: number): undefined {
    for (;;) {
      const token = this.#source.get()
      if (token === undefined) throw this.#source.error('missing ), unterminated comment', start)
      if (token === ')') return undefined
    }
  }

  #flagged(flags: Flags, start: number, isFirst: boolean): Node | undefined {
    const read = readFlags(this.#source, flags)
    if (read.scope === 'group') return wrapped(this.#inside(read.flags, start))
    if (!isFirst) throw this.#source.error('global flags not at the start of the expression', start)
    this.#flags = read.flags
    return undefined
  }

  #conditional(flags: Flags, start: number): Node {
    const number = this.groups.condition(this.#source.takeUntil(')', 'group name'), start)
    const yes = this.#sequence(flags, false)
    const no = this.#source.take('|') ? this.#sequence(flags, false) : EMPTY
    if (this.#source.peek() === '|')
      throw this.#source.error('conditional backref with more than two branches')
    if (!this.#source.take(')')) throw this.#source.error('missing ), unterminated subpattern', start)
    return { kind: 'conditional', number, yes, no }
  }

  #behind(flags: Flags, start: number): Node {
    const negate = this.#source.get() === '!'
    this.groups.enterBehind()
    const part = this.#inside(flags, start)
    this.groups.leaveBehind()
    const [min, max] = widthOf(part)
    if (min !== max) throw this.#source.error('look-behind requires fixed-width pattern', start)
    return { kind: 'look', part, negate, behind: min }
  }
}

const SHORT: { readonly [token: string]: readonly [number, number] } = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
}

function isRepeat(token: string): boolean {
  return token === '{' || token in SHORT
}

/** A group without a number: one thing to repeat, even where its only part is a place or a repeat. */
function wrapped(part: Node): Node {
  return { kind: 'sequence', parts: [part] }
}

function literal(char: string): CharItem {
  const code = char.codePointAt(0)!
  return { from: code, to: code }
}
