import type { Json, Span } from '../types.ts'
import { compilePaths } from './paths.ts'
import { scan } from './scan.ts'

/** What JSON.parse tells a reviver beside key and value: of a number, its text. */
interface Source {
  readonly source?: string
}

const NO_PATHS = compilePaths([])
const QUOTE = 0x22

/**
 * The value of some bytes, integers without loss: bigint beyond 2^53. Of duplicate keys the last wins; `__proto__` is a
 * key like any other. A byte order mark is refused.
 * @throws JsonError
 */
export function parse(bytes: Buffer): Json {
  const { longIntegers } = scan(bytes, NO_PATHS)
  return parseSpan(bytes, { start: 0, end: bytes.length }, longIntegers)
}

/** The value of a part of scanned bytes. `longIntegers` is the scan's: without any, JSON.parse alone is exact. */
export function parseSpan(bytes: Buffer, { start, end }: Span, longIntegers: boolean): Json {
  const text = bytes.toString('utf8', start, end)
  return JSON.parse(text, longIntegers ? exact : undefined) as Json
}

/** The text that stands in a part of scanned bytes; undefined where it is no string. */
export function textOf(bytes: Buffer, { start, end }: Span): string | undefined {
  if (bytes[start] !== QUOTE) return undefined
  const text = bytes.toString('utf8', start + 1, end - 1)
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
}

function exact(_key: string, value: Json, { source }: Source = {}): Json {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value
  return /^-?\d+$/.test(source) ? BigInt(source) : value
}
