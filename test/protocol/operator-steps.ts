import { arrival, oweAgain } from './invariants.ts'
import type { Model } from './model.ts'
import { delivery, process, type State } from './state.ts'
import type { Emit } from './step.ts'
import { beginTenure, endTenure } from './tenure.ts'

/** What operators and producers do, breakers, and what is still on its way though nobody waits for it. */
export function operatorSteps(m: Model, x: State, emit: Emit): void {
  if (m.has('pause'))
    for (let sink = 0; sink < m.sinks.length; sink++) {
      const paused = m.paused.get(x, sink)
      emit({ act: paused === 1 ? 'resume' : 'pause', sink }, paused === 1, y =>
        m.paused.set(y, 1 - paused, sink),
      )
    }
  for (let partition = 0; partition < m.partitions; partition++) {
    const end = m.end(x, partition)
    if (m.has('produce') && end < (m.records[partition]?.length ?? 0))
      emit({ act: 'produce', partition, offset: end }, true, y => m.logEnd.set(y, end + 1, partition))
  }
  for (const [record, { partition, offset }] of m.flat.entries())
    for (let sink = 0; sink < m.sinks.length; sink++)
      if (m.ghost.get(x, record, sink) === 1)
        emit({ act: 'arrive late', partition, offset, sink }, false, y => {
          m.ghost.set(y, 0, record, sink)
          return arrival(m, y, record, sink, true)
        })
  for (let instance = 0; instance < m.instances; instance++)
    for (let partition = 0; partition < m.partitions; partition++) {
      if (m.status.get(x, instance) !== process.up || m.held.get(x, instance, partition) === 0) continue
      if (m.has('shed')) sheds(m, x, instance, partition, emit)
      if (m.has('rewind')) rewinds(m, x, instance, partition, emit)
    }
}

/** R8: what is not sent yet is forgotten, and will be read again: `next` goes back, never forward. */
function sheds(m: Model, x: State, instance: number, partition: number, emit: Emit): void {
  const records = (m.records[partition] ?? []).map((_, offset) => m.at(partition, offset))
  for (let sink = 0; sink < m.sinks.length; sink++) {
    const lowest = records.findIndex(
      record => record >= 0 && m.state.get(x, instance, record, sink) === delivery.lane,
    )
    if (lowest < 0) continue
    emit({ act: 'shed', instance, partition, sink }, false, y => {
      for (const record of records)
        if (record >= 0 && m.state.get(y, instance, record, sink) === delivery.lane)
          m.state.set(y, m.without('R8 settled') ? delivery.settled : delivery.none, instance, record, sink)
      const back = lowest < m.next.get(y, instance, partition, sink)
      if (!m.without('R8 settled') && (back || m.without('R8 forward')))
        m.next.set(y, lowest, instance, partition, sink)
    })
  }
}

/** R16: positions go back to 0; told to the operator as done once that is committed. */
function rewinds(m: Model, x: State, instance: number, partition: number, emit: Emit): void {
  const mine = m.owner.get(x, partition) === instance + 1 && m.member.get(x, instance) === 1
  const offered = m.sinks.some((_, sink) => m.next.get(x, instance, partition, sink) > 0)
  if (m.rewound.get(x) === 0 || !mine || !offered || m.rewinding.get(x, instance, partition) === 1) return
  emit({ act: 'rewind', instance, partition }, false, y => {
    const read = m.read.get(y, instance, partition)
    endTenure(m, y, instance, partition)
    beginTenure(m, y, instance, partition, () => 0)
    m.read.set(y, read, instance, partition)
    if (m.without('R16 commit')) {
      m.rewound.set(y, 0)
      oweAgain(m, y, partition)
    } else m.rewinding.set(y, 1, instance, partition)
  })
}
