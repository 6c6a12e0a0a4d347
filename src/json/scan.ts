/**
 * One pass over a message: is it UTF-8 and JSON to its last byte, and where do the values stand that are wanted?
 *
 * A scan costs two thirds of JSON.parse at 1 KB and less than half at 6 KB (bench/json.ts), and JSON.parse would leave the
 * places of the values, duplicate keys and long integers still to be found.
 */
import { isUtf8 } from 'node:buffer'
import type { Span } from '../types.ts'
import { JsonError, unexpected } from './error.ts'
import {
  BACKSLASH,
  BRACE,
  BRACE_END,
  blankEnd,
  COLON,
  COMMA,
  deeper,
  findings,
  QUOTE,
  SPACE,
  STOPS,
  stringEnd,
  valueEnd,
  valueStart,
} from './grammar.ts'
import type { PathNode, Paths } from './paths.ts'

/** One member of an object. */
export interface Member {
  readonly name: string
  readonly span: Span
}

/** What a scan found out. Spans are ranges of the scanned bytes. */
export class Scan {
  /** Whether the value is an object. */
  readonly isObject: boolean
  /** Whether an integer of more than 15 digits stands somewhere: JSON.parse might change it. */
  readonly longIntegers: boolean
  /** Whether the object that was to be looked through is one, and none of its own keys stands there twice. */
  readonly hasUniqueKeys: boolean
  readonly #bytes: Buffer
  readonly #spans: readonly number[]
  readonly #members: readonly number[]

  /** For this module: `spans` two numbers per path, -1 where absent; `members` four per top-level member, of key and value. */
  constructor(
    bytes: Buffer,
    isObject: boolean,
    { longInteger, repeatedKey }: typeof findings,
    spans: readonly number[],
    members: readonly number[],
  ) {
    this.#bytes = bytes
    this.isObject = isObject
    this.longIntegers = longInteger
    this.hasUniqueKeys = !repeatedKey
    this.#spans = spans
    this.#members = members
  }

  /** Where the value of the path of that number stands; undefined where it is absent. */
  span(path: number): Span | undefined {
    const start = this.#spans[2 * path]!
    return start < 0 ? undefined : { start, end: this.#spans[2 * path + 1]! }
  }

  /** Where a top-level member's value stands; of duplicates the last. */
  member(name: string): Span | undefined {
    const bytes = Buffer.from(name)
    const members = this.#members
    for (let i = members.length - 4; i >= 0; i -= 4) {
      const [from, to] = [members[i]!, members[i + 1]!]
      const same = hasEscape(this.#bytes, from, to)
        ? keyText(this.#bytes, from, to) === name
        : equals(this.#bytes, from, to, bytes)
      if (same) return { start: members[i + 2]!, end: members[i + 3]! }
    }
    return undefined
  }

  /** Names of the top-level members in their order, duplicates included. */
  memberNames(): string[] {
    return this.members().map(({ name }) => name)
  }

  /** The top-level members in their order, duplicates included, each with where its value stands. */
  members(): Member[] {
    const members: Member[] = []
    for (let i = 0; i < this.#members.length; i += 4) {
      const [from, to, start, end] = this.#members.slice(i, i + 4) as [number, number, number, number]
      members.push({ name: keyText(this.#bytes, from, to), span: { start, end } })
    }
    return members
  }
}

/** The bytes without a byte order mark in front. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/**
 * Validates the bytes and notes where the wanted values stand. A byte order mark is refused: drop it before.
 * @throws JsonError
 */
export function scan(bytes: Buffer, paths: Paths): Scan {
  if (!isUtf8(bytes)) throw new JsonError(invalidAt(bytes), 'not UTF-8')
  const { length } = bytes
  findings.longInteger = false
  findings.repeatedKey = false
  const spans: number[] = []
  for (let i = 0; i < paths.names.length; i++) spans.push(-1, -1)
  const members: number[] = []
  const start = blankEnd(bytes, 0, length)
  const isObject = start < length && bytes[start] === BRACE
  let i = isObject
    ? objectEnd(bytes, start, length, 0, paths.root, spans, members)
    : valueEnd(bytes, start, length, 0)
  i = blankEnd(bytes, i, length)
  if (i < length) unexpected(bytes, i, 'nothing after the value')
  return new Scan(bytes, isObject, findings, spans, members)
}

/** The end of a wanted object. Calls itself as deep as the paths go, not as the message does. */
function objectEnd(
  bytes: Buffer,
  index: number,
  length: number,
  outer: number,
  node: PathNode,
  spans: number[],
  members: number[] | undefined,
): number {
  const depth = deeper(index, outer)
  const { keys } = node
  keys?.clear()
  let i = blankEnd(bytes, index + 1, length)
  if (i < length && bytes[i] === BRACE_END) return i + 1
  for (let expected = 'a key or "}"'; ; expected = 'a key') {
    if (i >= length || bytes[i] !== QUOTE) unexpected(bytes, i, expected)
    const from = i + 1
    const { escapes } = findings
    i++
    while (i < length && STOPS[bytes[i]!] === 0) i++
    i = i < length && bytes[i] === QUOTE ? i + 1 : stringEnd(bytes, i, length)
    const to = i - 1
    // A key that is escaped may be any other.
    if (keys !== undefined && (findings.escapes !== escapes || !keys.add(bytes, from, to))) {
      findings.repeatedKey = true
    }
    const isNext = i + 1 < length && bytes[i] === COLON && bytes[i + 1]! > SPACE
    const start = isNext ? i + 1 : valueStart(bytes, i, length)
    const child = childAt(bytes, from, to, node)
    if (child === undefined) i = valueEnd(bytes, start, length, depth)
    else {
      for (const slot of child.below) spans[2 * slot] = spans[2 * slot + 1] = -1
      const isWanted = child.children.length > 0 || child.keys !== undefined
      const enters = isWanted && start < length && bytes[start] === BRACE
      i = enters
        ? objectEnd(bytes, start, length, depth, child, spans, undefined)
        : valueEnd(bytes, start, length, depth)
      if (child.slot >= 0) {
        spans[2 * child.slot] = start
        spans[2 * child.slot + 1] = i
      }
    }
    members?.push(from, to, start, i)
    if (i < length && bytes[i]! <= SPACE) i = blankEnd(bytes, i, length)
    if (i < length && bytes[i] === BRACE_END) return i + 1
    if (i >= length || bytes[i] !== COMMA) unexpected(bytes, i, '"," or "}"')
    i++
    if (i < length && bytes[i]! <= SPACE) i = blankEnd(bytes, i, length)
  }
}

function childAt(bytes: Buffer, from: number, to: number, node: PathNode): PathNode | undefined {
  if (node.children.length === 0) return undefined
  if (hasEscape(bytes, from, to)) {
    const text = keyText(bytes, from, to)
    return node.children.find(child => child.name === text)
  }
  for (const child of node.children) {
    if (equals(bytes, from, to, child.bytes)) return child
  }
  return undefined
}

function equals(bytes: Buffer, from: number, to: number, wanted: Buffer): boolean {
  if (wanted.length !== to - from) return false
  let i = 0
  while (i < wanted.length && wanted[i] === bytes[from + i]) i++
  return i === wanted.length
}

function hasEscape(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] === BACKSLASH) return true
  return false
}

function keyText(bytes: Buffer, from: number, to: number): string {
  return hasEscape(bytes, from, to)
    ? (JSON.parse(bytes.toString('utf8', from - 1, to + 1)) as string)
    : bytes.toString('utf8', from, to)
}

/** The first byte that is not as an encoder would have written the text that a decoder makes of the bytes. */
function invalidAt(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString())
  let i = 0
  while (i < bytes.length && bytes[i] === again[i]) i++
  return i
}
