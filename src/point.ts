import { duration } from './config/units.ts'
import { normalTimestamp } from './envelope/index.ts'

/** Where a stretch of a log begins or ends, as people write it. */
export type Point =
  | { readonly kind: 'earliest' | 'latest' }
  /** The first record that is not older: milliseconds since the epoch. */
  | { readonly kind: 'time'; readonly time: number }
  | { readonly kind: 'offset'; readonly offset: number }
  /** Of some partitions; the others are left out. */
  | { readonly kind: 'offsets'; readonly offsets: ReadonlyMap<number, number> }

/** How a point is written, for messages. */
export const pointForms =
  'earliest, latest, a time (2026-03-01T12:00:00Z), a time ago (90m, 1h, 2d), an offset (1200), or offsets of partitions (0:1200,1:980)'

/** Reads a point; undefined where the text is none. Times ago count from `now`. */
export function parsePoint(text: string, now: number): Point | undefined {
  if (text === 'earliest' || text === 'latest') return { kind: text }
  const ago = duration(text)
  if (ago !== undefined) return { kind: 'time', time: now - ago }
  const time = normalTimestamp(text)
  if (time !== undefined) return { kind: 'time', time: Date.parse(time) }
  return /^\d+$/.test(text) ? { kind: 'offset' as const, offset: Number(text) } : offsetsIn(text)
}

function offsetsIn(text: string): Point | undefined {
  if (!/^\d+:\d+(,\d+:\d+)*$/.test(text)) return undefined
  const pairs = text.split(',').map(pair => pair.split(':').map(Number) as [number, number])
  return { kind: 'offsets', offsets: new Map(pairs) }
}
