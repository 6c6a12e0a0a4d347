/** What must hold in every state and of every step; each is named in capitals. */
import type { Model } from './model.ts'
import { delivery, nowhere, type State } from './state.ts'
import type { Violation } from './step.ts'
import { heldBy } from './tenure.ts'

/** A request arrives at its sink. ORDER: the first arrivals of a key are in order. */
export function arrival(m: Model, y: State, record: number, sink: number, fromBefore = false): Violation {
  // Sent before a rewind: what is owed again is not paid by it.
  if (fromBefore && m.has('rewind') && m.rewound.get(y) === 0) return undefined
  const { partition, key, offset } = m.record(record)
  let violation: Violation
  if (m.arrived.get(y, record, sink) === 0 && m.isOrdered(sink))
    for (const [earlier, { partition: its, key: its2, offset: where }] of m.flat.entries())
      if (its === partition && its2 === key && where < offset && isOwed(m, y, earlier, sink))
        violation = `ORDER: ${partition}:${offset} arrives first at ${m.sinks[sink]?.name}, ${partition}:${where} has not`
  m.arrived.set(y, 1, record, sink)
  if (m.lastArrived.get(y, sink, key) > offset + 1) m.olderAfterNewer.set(y, 1)
  m.lastArrived.set(y, offset + 1, sink, key)
  return violation
}

/** Neither delivered nor buried. */
function isOwed(m: Model, x: State, record: number, sink: number): boolean {
  const { partition, offset } = m.record(record)
  return (
    m.wants(record, sink) &&
    offset >= m.start(x, partition) &&
    m.arrived.get(x, record, sink) === 0 &&
    m.deadLetter.get(x, record, sink) === 0
  )
}

export interface Stored {
  readonly instance: number
  readonly partition: number
  readonly values: readonly number[]
  readonly attempts: readonly number[]
  readonly rewinding: boolean
}

/** A commit is stored. COMMIT BACK: positions go back by an operator only; ATTEMPTS BACK: nobody begins to count anew. */
export function storing(m: Model, y: State, stored: Stored): Violation {
  const { instance, partition, values, attempts, rewinding } = stored
  let violation: Violation
  const byOperator = rewinding || (m.has('rewind') && m.rewound.get(y) === 0)
  for (const [sink, position] of values.entries()) {
    const before = m.position.get(y, partition, sink)
    const { name } = m.sinks[sink] ?? {}
    if (position < before && before !== nowhere && !byOperator)
      violation = `COMMIT BACK: ${name} goes from ${before} back to ${position} in partition ${partition}`
    const count = attempts[sink] ?? 0
    if (position === before && count < m.storedAttempts.get(y, partition, sink))
      violation = `ATTEMPTS BACK: ${name} begins to count anew at ${partition}:${position}`
    m.position.set(y, position, partition, sink)
    m.storedAttempts.set(y, count, partition, sink)
  }
  if (!rewinding) return violation
  m.rewound.set(y, 0)
  m.rewinding.set(y, 0, instance, partition)
  oweAgain(m, y, partition)
  for (const [record, { partition: its }] of m.flat.entries())
    for (let sink = 0; sink < m.sinks.length; sink++) {
      const state = m.state.get(y, instance, record, sink)
      // Delivered again while the commit was under way.
      if (its === partition && (state === delivery.settled || state === delivery.answered))
        m.arrived.set(y, 1, record, sink)
    }
  return violation
}

/** An operator has been told that a partition is rewound: all of it is owed again. */
export function oweAgain(m: Model, y: State, partition: number): void {
  for (const [record, { partition: its }] of m.flat.entries())
    for (let sink = 0; sink < m.sinks.length; sink++)
      if (its === partition) {
        m.arrived.set(y, 0, record, sink)
        m.deadLetter.set(y, 0, record, sink)
      }
}

/** LOSS: no commit passes what is neither delivered nor buried. MEMORY: lanes are within their window. */
export function lostOrTooMuch(m: Model, x: State): Violation {
  for (const [record, { partition, offset }] of m.flat.entries())
    for (const [sink, { name }] of m.sinks.entries()) {
      const position = m.position.get(x, partition, sink)
      if (position !== nowhere && offset < position && isOwed(m, x, record, sink))
        return `LOSS: the commit of ${name} at ${position} passes ${partition}:${offset}, neither delivered nor buried`
    }
  for (let instance = 0; instance < m.instances; instance++)
    for (const [sink, { name }] of m.sinks.entries())
      if (heldBy(m, x, instance, sink) > m.window) return `MEMORY: the lane of ${name} is over its window`
  return undefined
}

/** Every sink that answers has everything that it is owed, and it is committed. */
export function isFinished(m: Model, x: State): boolean {
  for (let sink = 0; sink < m.sinks.length; sink++) {
    if (m.isDead(sink)) continue
    for (const [partition, records] of m.records.entries())
      if (m.position.get(x, partition, sink) !== records.length) return false
    for (let record = 0; record < m.flat.length; record++) if (isOwed(m, x, record, sink)) return false
  }
  for (let instance = 0; instance < m.instances; instance++)
    for (let partition = 0; partition < m.partitions; partition++)
      if (m.rewinding.get(x, instance, partition) === 1) return false
  return true
}
