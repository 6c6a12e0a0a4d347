/** Under what a conjunct stands in the index: the one of its conditions that the fewest events are likely to meet. */
import type { Binder, Bound } from './bind.ts'
import { MAX_PLACES } from './limits.ts'
import { type Trigrams, tokenOf } from './trigrams.ts'
import { GT, GTE, LT, LTE, PREDICATE } from './words.ts'

/** Where a conjunct stands, in one number, so that it can be taken out again: a kind, a leaf, and the bucket of a text. */
export type Access = number

// Kinds of access.
const ALWAYS = 0
/** Under each token of a leaf. */
const TOKENS = 1
/** Under a trigram of a leaf's text, and its members' tokens if it has any. */
const TEXT = 2
/** Among the intervals of a leaf's path. */
const RANGE = 3

const LEAF_SHIFT = 2
const LEAF_BITS = 16
const BUCKET_SHIFT = LEAF_SHIFT + LEAF_BITS

/** Looked at for every event. */
export const EVERYWHERE: Access = ALWAYS
/** The token that every event has. */
export const EVERY_TOKEN = 0

/** An interval of doubles, both bounds within. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** Chooses; `partitions` it will stand in. Takes a bucket of the path's trigrams, where it chooses a text. */
export function chooseAccess(
  conjunct: readonly number[],
  leaves: readonly Bound[],
  partitions: number,
  binder: Binder,
  trigramsOf: (path: number) => Trigrams,
): Access {
  let best = -1
  let least = Infinity
  for (const leaf of conjunct) {
    const bound = leaves[leaf]!
    if (bound.negate || leaf >= 1 << LEAF_BITS) continue
    const cost = costOf(bound, partitions, binder)
    if (cost < least) {
      least = cost
      best = leaf
    }
  }
  if (best < 0) return EVERYWHERE
  const bound = leaves[best]!
  const kind = kindOf(bound)
  const bucket = kind === TEXT ? trigramsOf(bound.path).place(bound.needle!) : 0
  return kind | (best << LEAF_SHIFT) | (bucket << BUCKET_SHIFT)
}

/** The leaf that decides whether the conjunct is looked at; undefined where none does. */
export function leafOf(access: Access): number | undefined {
  return (access & 3) === ALWAYS ? undefined : (access >>> LEAF_SHIFT) & ((1 << LEAF_BITS) - 1)
}

/** The bucket taken, where it is a text. */
export function bucketOf(access: Access): number | undefined {
  return (access & 3) === TEXT ? access >>> BUCKET_SHIFT : undefined
}

/** The tokens under which the conjunct stands; undefined where it stands among intervals. */
export function tokensOf(access: Access, leaves: readonly Bound[]): readonly number[] | undefined {
  const kind = access & 3
  if (kind === ALWAYS) return [EVERY_TOKEN]
  if (kind === RANGE) return undefined
  const bound = leaves[leafOf(access)!]!
  if (kind === TOKENS) return bound.tokens
  return [...bound.tokens, tokenOf(bound.path, bucketOf(access)!)]
}

/** What the access alone says: leaves that are true wherever the conjunct is looked at. */
export function settledBy(
  access: Access,
  conjunct: readonly number[],
  leaves: readonly Bound[],
): readonly number[] {
  const kind = access & 3
  if (kind === ALWAYS || kind === TEXT) return []
  const leaf = leafOf(access)!
  if (kind === TOKENS) return [leaf]
  const { path } = leaves[leaf]!
  return conjunct.filter(other => isBoundOf(leaves[other]!, path))
}

/** What the conjunct's conditions on the access's path leave of all numbers. */
export function intervalOf(access: Access, conjunct: readonly number[], leaves: readonly Bound[]): Interval {
  let low = -Infinity
  let high = Infinity
  for (const leaf of settledBy(access, conjunct, leaves)) {
    const { operator, constant } = leaves[leaf]!
    if (operator === GT) low = Math.max(low, next(constant!, 1n))
    else if (operator === GTE) low = Math.max(low, constant!)
    else if (operator === LT) high = Math.min(high, next(constant!, -1n))
    else high = Math.min(high, constant!)
  }
  return { low, high }
}

function isBoundOf({ operator, path, negate, readsPath }: Bound, wanted: number): boolean {
  return readsPath && !negate && path === wanted && operator >= GT && operator <= LTE
}

function kindOf({ operator, needle, tokens, ofMembers, ofKeys, readsPath }: Bound): number {
  if (!readsPath) return ALWAYS
  if (operator >= GT && operator <= LTE) return RANGE
  if (needle !== undefined) return TEXT
  if (operator !== PREDICATE) return TOKENS
  // A text of less than three bytes may stand in any text.
  if (ofMembers) return ofKeys ? ALWAYS : TOKENS
  return tokens.length > 0 ? TOKENS : ALWAYS
}

/** The share of events expected to meet the leaf, from how often rules name its values; texts and intervals come last. */
function costOf(bound: Bound, partitions: number, { values, uses }: Binder): number {
  const { path, tokens, ofMembers } = bound
  if (tokens.length * partitions > MAX_PLACES) return Infinity
  switch (kindOf(bound)) {
    case TOKENS: {
      const all = 5 + (ofMembers ? uses.members : uses.values)[path]!
      return tokens.reduce((sum, token) => sum + (values.uses(token) + 0.5) / all, 0)
    }
    case TEXT:
      return 1_000 - bound.needle!.length
    case RANGE:
      return 2_000
    default:
      return Infinity
  }
}

const double = new Float64Array(1)
const bits = new BigInt64Array(double.buffer)

/** The next double above (1n) or below (-1n). */
function next(value: number, step: bigint): number {
  if (value === 0) return step > 0n ? Number.MIN_VALUE : -Number.MIN_VALUE
  double[0] = value
  bits[0] = bits[0]! + (value > 0 ? step : -step)
  return double[0]
}
