/**
 * Where each sink stands in a partition, as one commit says it: an offset, and metadata that lists the sinks standing
 * below it (and paused ones). A sink that is not listed stands at the offset.
 *
 *     1;<id>:<back>[!][:<attempts>:<first failure>],…
 *
 * `id` is 6 characters of SHA-256(sink name) in base64url; `back` = offset − position; attempts and first failure (epoch
 * seconds) belong to the record at the position; numbers are base 36; `!` is a pause by an operator.
 */
import { hash } from 'node:crypto'
import { SluiceError } from './errors.ts'
import type { Bounds } from './types.ts'

/** One sink's position in one partition. */
export interface SinkPosition {
  /** See `sinkId`. */
  readonly id: string
  /** The first offset not settled. */
  readonly position: number
  /** Paused by an operator; listed even when it stands at the offset, so that a pause outlives restarts and owners. */
  readonly paused: boolean
  /** Failed attempts of the record at the position; 0 where none. */
  readonly attempts: number
  /** Epoch seconds of that record's first failure; 0 where none. */
  readonly firstFailure: number
}

/** What a commit says of a partition's sinks. */
export interface Committed {
  readonly offset: number
  readonly metadata: string
}

const version = '1;'

// Asked for at each commit, of each sink that is listed.
const ids = new Map<string, string>()
const mostIds = 10_000

/** How a commit names a sink: short, because 4,096 bytes have to do for all of them. */
export function sinkId(name: string): string {
  let id = ids.get(name)
  if (id === undefined) {
    id = hash('sha256', name, 'base64url').slice(0, 6)
    if (ids.size >= mostIds) ids.clear()
    ids.set(name, id)
  }
  return id
}

/**
 * The commit in which the most advanced sink stands at `high` and `sinks` stand where they say, in at most `limit`
 * bytes. What does not fit holds the offset back to its own position: more is repeated after a crash, nothing is lost.
 */
export function encodePositions(high: number, sinks: readonly SinkPosition[], limit: number): Committed {
  const listed = sinks
    .filter(sink => sink.position < high || sink.paused)
    .sort((a, b) => Number(b.paused) - Number(a.paused) || a.position - b.position)
  const whole = format(listed, high, true)
  if (whole.length <= limit) return { offset: high, metadata: whole }
  const withoutAttempts = format(listed, high, false)
  if (withoutAttempts.length <= limit) return { offset: high, metadata: withoutAttempts }

  // Lowest first into the list; the largest prefix that fits, by bisection: its length only grows.
  const heldBack = (count: number) => {
    const offset = listed.slice(count).reduce((low, sink) => Math.min(low, sink.position), high)
    return { offset, metadata: format(listed.slice(0, count), offset, false) }
  }
  let fits = 0
  let tooMany = listed.length
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1
    if (heldBack(middle).metadata.length <= limit) fits = middle
    else tooMany = middle
  }
  return heldBack(fits)
}

function format(sinks: readonly SinkPosition[], offset: number, withAttempts: boolean): string {
  const entries: string[] = []
  for (const { id, position, paused, attempts, firstFailure } of sinks) {
    const back = Math.max(0, offset - position)
    if (back === 0 && !paused) continue
    const failed =
      withAttempts && attempts > 0 ? `:${attempts.toString(36)}:${firstFailure.toString(36)}` : ''
    entries.push(`${id}:${back.toString(36)}${paused ? '!' : ''}${failed}`)
  }
  return entries.length === 0 ? '' : version + entries.join(',')
}

const entry = /^([A-Za-z0-9_-]{6}):([0-9a-z]{1,11})(!?)(?::([0-9a-z]{1,11}):([0-9a-z]{1,11}))?$/

/**
 * The sinks that a commit lists. Empty metadata: none, all stand at the offset.
 * @throws SluiceError `positions_unreadable`: forgetting where laggards stand would lose what they are owed.
 */
export function decodePositions(commit: Committed): SinkPosition[] {
  const { offset, metadata } = commit
  if (metadata === '') return []
  const unreadable = (found: string) =>
    new SluiceError(
      'positions_unreadable',
      `commit metadata cannot be read: expected "${version}<sink>:<back>,…", found ${found}`,
      {
        hint: 'written by a newer version or by another program; if no sink is owed anything below the offset, reset the group to it with kafka-consumer-groups.sh --reset-offsets',
      },
    )
  if (!metadata.startsWith(version)) throw unreadable(JSON.stringify(metadata.slice(0, 40)))
  return metadata
    .slice(version.length)
    .split(',')
    .map(text => {
      const match = entry.exec(text)
      const position = match === null ? -1 : offset - Number.parseInt(match[2] ?? '', 36)
      if (match === null || position < 0) throw unreadable(JSON.stringify(text.slice(0, 40)))
      return {
        id: match[1] ?? '',
        position,
        paused: match[3] === '!',
        attempts: Number.parseInt(match[4] ?? '0', 36),
        firstFailure: Number.parseInt(match[5] ?? '0', 36),
      }
    })
}

/** Where one sink stands when a tenure begins. */
export type Start = Omit<SinkPosition, 'id'>

/** Where everyone stands when a tenure begins, within what the log holds. */
export interface Standing {
  /** By sink name. */
  readonly sinks: ReadonlyMap<string, Start>
  /** Listed, but not in the configuration: they keep their absolute position, since another instance may know them. */
  readonly strangers: readonly SinkPosition[]
  /** Sinks that are owed something below the log's start, and where they stood. */
  readonly gaps: ReadonlyMap<string, number>
  /** The commit lies above the log's end: the log was made anew, and everyone stands at its start. */
  readonly recreated: boolean
}

/**
 * Where the named sinks stand by a commit. `formerly`: a sink's former name, under which it may be listed.
 * @throws SluiceError `positions_unreadable`
 */
export function standingOf(
  committed: Committed,
  { start, end }: Bounds,
  names: Iterable<string>,
  formerly: ReadonlyMap<string, string>,
): Standing {
  const listed = new Map(decodePositions(committed).map(entry => [entry.id, entry]))
  const recreated = committed.offset > end
  const sinks = new Map<string, Start>()
  const gaps = new Map<string, number>()
  const known = new Set<string>()
  for (const name of names) {
    const former = formerly.get(name)
    let own: Start = { position: committed.offset, paused: false, attempts: 0, firstFailure: 0 }
    // Listed under both names where instances with the old and the new configuration took turns: the lower is safe.
    for (const id of former === undefined ? [sinkId(name)] : [sinkId(name), sinkId(former)]) {
      known.add(id)
      const entry = listed.get(id)
      if (entry === undefined) continue
      const paused = own.paused || entry.paused
      own = { ...(entry.position <= own.position ? entry : own), paused }
    }
    if (own.position < start && !recreated) gaps.set(name, own.position)
    const moved = recreated || own.position < start
    sinks.set(name, moved ? { position: start, paused: own.paused, attempts: 0, firstFailure: 0 } : own)
  }
  const strangers = [...listed.values()]
    .filter(({ id, position }) => !known.has(id) && (recreated || position >= start))
    .map(entry => (recreated ? { ...entry, position: start } : entry))
  return { sinks, strangers, gaps, recreated }
}
