import { arrival } from './invariants.ts'
import type { Model } from './model.ts'
import { delivery, process, type State } from './state.ts'
import type { Emit } from './step.ts'
import { endTenure } from './tenure.ts'

/** What happens to processes, and to who owns what. */
export function groupSteps(m: Model, x: State, emit: Emit): void {
  rebalances(m, x, emit)
  for (let instance = 0; instance < m.instances; instance++) {
    const status = m.status.get(x, instance)
    if (status === process.down) {
      emit({ act: 'start', instance }, true, y => m.status.set(y, process.up, instance))
      continue
    }
    if (m.has('kill') || m.has('clean kill'))
      emit({ act: 'kill', instance }, false, y => kill(m, y, instance))
    if (status === process.up && m.has('stop'))
      emit({ act: 'stop', instance }, false, y => m.status.set(y, process.stopped, instance))
    if (status === process.stopped) {
      emit({ act: 'continue', instance }, true, y => m.status.set(y, process.up, instance))
      arrivalsWhileStopped(m, x, instance, emit)
    }
  }
}

function rebalances(m: Model, x: State, emit: Emit): void {
  const up: number[] = []
  let joining = false
  for (let instance = 0; instance < m.instances; instance++)
    if (m.status.get(x, instance) === process.up) {
      up.push(instance)
      if (m.member.get(x, instance) === 0) joining = true
    }
  if (up.length === 0) return
  let orphaned = false
  for (let partition = 0; partition < m.partitions; partition++) {
    const owner = m.owner.get(x, partition)
    if (owner === 0 || m.status.get(x, owner - 1) !== process.up) orphaned = true
  }
  const changing = m.changing.get(x) === 1
  const needed = joining || orphaned || changing || m.scenario.unknown !== undefined
  if (m.has('slow rebalance') && !changing)
    emit({ act: 'begin rebalance' }, joining || orphaned, y => m.changing.set(y, 1))
  if (!needed && !m.has('rebalance')) return
  for (const values of assignments(m, up))
    emit({ act: 'rebalance', values }, needed, y => void rebalance(m, y, up, values))
}

/** How partitions can be shared out: all that matter among so few. */
function assignments(m: Model, up: readonly number[]): number[][] {
  const partitions = [...Array(m.partitions).keys()]
  return up.map((_, first) => partitions.map(partition => up[(first + partition) % up.length] ?? 0))
}

/** R1, R13: all tenures end before the new generation begins. Who is stopped is no member any more. */
function rebalance(m: Model, y: State, up: readonly number[], owners: readonly number[]): undefined {
  for (let instance = 0; instance < m.instances; instance++) {
    const member = up.includes(instance)
    m.member.set(y, member ? 1 : 0, instance)
    if (!member) continue
    for (let partition = 0; partition < m.partitions; partition++) {
      if (!(m.without('R1') && m.held.get(y, instance, partition) === 1)) endTenure(m, y, instance, partition)
      if (!m.without('R13')) m.sent.clear(y, instance, partition)
    }
  }
  for (const [partition, owner] of owners.entries()) m.owner.set(y, owner + 1, partition)
  m.changing.set(y, 0)
}

/** kill -9. What is on the wire may still arrive; the group notices later. */
function kill(m: Model, y: State, instance: number): undefined {
  for (let partition = 0; partition < m.partitions; partition++) endTenure(m, y, instance, partition)
  for (let record = 0; record < m.flat.length; record++)
    for (let sink = 0; sink < m.sinks.length; sink++)
      if (m.orphan.get(y, instance, record, sink) === 1 && !m.isDead(sink) && m.has('kill'))
        m.ghost.set(y, 1, record, sink)
  m.orphan.clear(y, instance)
  m.status.set(y, process.down, instance)
  m.member.set(y, 0, instance)
  m.sent.clear(y, instance)
  m.remembered.clear(y, instance)
}

/** The network works on while a process is stopped. */
function arrivalsWhileStopped(m: Model, x: State, instance: number, emit: Emit): void {
  for (const [record, { partition, offset }] of m.flat.entries())
    for (let sink = 0; sink < m.sinks.length; sink++)
      if (m.state.get(x, instance, record, sink) === delivery.wire && !m.isDead(sink))
        emit({ act: 'arrive while stopped', instance, partition, offset, sink }, false, y => {
          m.state.set(y, delivery.answered, instance, record, sink)
          return arrival(m, y, record, sink)
        })
}
