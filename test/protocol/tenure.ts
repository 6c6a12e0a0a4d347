/** What an instance does in memory with a partition that it owns. */
import type { Model } from './model.ts'
import { delivery, type State, unlisted } from './state.ts'

/** The first offset not settled for a sink (R10): the end of the unbroken run. */
export function done(m: Model, x: State, instance: number, partition: number, sink: number): number {
  const next = m.next.get(x, instance, partition, sink)
  let highest = 0
  for (let offset = 0; offset < next; offset++) {
    const record = m.at(partition, offset)
    if (record < 0 || !m.wants(record, sink)) continue
    const state = m.state.get(x, instance, record, sink)
    if (state === delivery.settled || state === delivery.unburied) highest = offset + 1
    else if (!m.without('R10')) return offset
  }
  return m.without('R10') ? highest : next
}

/** Whether a delivery is held unsettled. */
export function isHeld(state: number): boolean {
  return state !== delivery.none && state !== delivery.settled && state !== delivery.unburied
}

/** Deliveries that an instance holds unsettled for a sink. */
export function heldBy(m: Model, x: State, instance: number, sink: number): number {
  let count = 0
  for (let record = 0; record < m.flat.length; record++)
    if (isHeld(m.state.get(x, instance, record, sink))) count++
  return count
}

/** Whether a sink can take a record now. */
export function hasRoom(m: Model, x: State, instance: number, sink: number): boolean {
  return m.paused.get(x, sink) === 0 && heldBy(m, x, instance, sink) < m.window
}

/** R1, R7: everything in memory is forgotten; what is on the wire goes on, and nobody of this tenure waits for it. */
export function endTenure(m: Model, x: State, instance: number, partition: number): undefined {
  const wasHeld = m.held.get(x, instance, partition) === 1
  for (let sink = 0; sink < m.sinks.length; sink++)
    if (wasHeld) m.remembered.set(x, 1 + done(m, x, instance, partition, sink), instance, partition, sink)
  for (const [record, { partition: its }] of m.flat.entries()) {
    if (its !== partition) continue
    for (let sink = 0; sink < m.sinks.length; sink++) {
      if (m.state.get(x, instance, record, sink) === delivery.wire) m.orphan.set(x, 1, instance, record, sink)
      m.state.set(x, delivery.none, instance, record, sink)
      m.attempts.set(x, 0, instance, record, sink)
    }
  }
  m.held.set(x, 0, instance, partition)
  m.read.set(x, 0, instance, partition)
  m.rewinding.set(x, 0, instance, partition)
  m.next.clear(x, instance, partition)
}

/** R2: the sinks stand where the commit says; the head begins where the one furthest on stands. */
export function beginTenure(
  m: Model,
  x: State,
  instance: number,
  partition: number,
  from: (sink: number) => number,
): undefined {
  m.held.set(x, 1, instance, partition)
  const positions = m.sinks.map((_, sink) => from(sink))
  const offset = Math.max(...positions)
  let head = 0
  for (const [sink, position] of positions.entries()) {
    if (!m.knows(instance, sink)) {
      // R18: it keeps its place, and is never offered anything here.
      m.next.set(x, position < offset ? position : unlisted + offset, instance, partition, sink)
      continue
    }
    head = Math.max(head, position)
    m.next.set(x, position, instance, partition, sink)
    for (let below = 0; below < position; below++) {
      const record = m.at(partition, below)
      if (record >= 0 && m.wants(record, sink)) m.state.set(x, delivery.settled, instance, record, sink)
    }
    const first = m.at(partition, position)
    if (first >= 0 && !m.without('R19'))
      m.attempts.set(x, m.storedAttempts.get(x, partition, sink), instance, first, sink)
  }
  m.read.set(x, head, instance, partition)
}

/**
 * A record is read, by a read that began at `from`. Whose next lies in between takes it, or is left behind (R3, R4). False
 * where nobody stays with the reader, which then does not go on (R17).
 */
export function offer(m: Model, x: State, { instance, partition, offset, from, head }: Reading): boolean {
  const record = m.at(partition, offset)
  let somebody = false
  for (const [sink, { builtIn }] of m.sinks.entries()) {
    if (!m.knows(instance, sink)) continue
    const next = m.next.get(x, instance, partition, sink)
    const covered = from <= next && next <= offset
    if (!covered && !(m.without('R3') && head && next <= offset)) continue
    const wanted = m.wants(record, sink) && m.state.get(x, instance, record, sink) === delivery.none // R8
    if (wanted && !hasRoom(m, x, instance, sink)) {
      if (m.without('R4')) return false
      continue
    }
    if (wanted) m.state.set(x, delivery.lane, instance, record, sink)
    m.next.set(x, offset + 1, instance, partition, sink)
    if (builtIn !== true || !head) somebody = true
  }
  return somebody
}

export interface Reading {
  readonly instance: number
  readonly partition: number
  readonly offset: number
  readonly from: number
  readonly head: boolean
}

/** What a commit says of each sink (R11, R12, R18). */
export function positions(m: Model, x: State, instance: number, partition: number): number[] {
  const known = m.sinks.map((_, sink) => m.knows(instance, sink))
  const own = m.sinks.flatMap((_, sink) => (known[sink] ? [done(m, x, instance, partition, sink)] : []))
  const highest = Math.max(...own)
  const all = m.sinks.map((_, sink) => {
    if (known[sink]) return done(m, x, instance, partition, sink)
    const stranger = m.next.get(x, instance, partition, sink)
    if (m.without('R18')) return highest
    return stranger < unlisted ? stranger : Math.max(highest, stranger - unlisted)
  })
  if (m.without('R11 fastest')) return all.map(() => highest)
  if (m.without('R11 slowest')) return all.map(() => Math.min(...all))
  const order = [...all.keys()].sort((one, other) => (all[one] ?? 0) - (all[other] ?? 0))
  const rest = order.slice(m.listed)
  const heldTo = rest.map(sink => all[sink] ?? 0)
  const offset = m.without('R12') ? Math.max(...heldTo) : Math.min(...heldTo)
  return all.map((position, sink) => (rest.includes(sink) ? offset : position))
}
