import { arrival } from './invariants.ts'
import type { Model } from './model.ts'
import { delivery, process, type State } from './state.ts'
import type { Emit, Step } from './step.ts'
import { isHeld } from './tenure.ts'

const mostAttempts = 2 // where a delivery is given up at all

/** What becomes of the deliveries that an instance holds, and of its requests of before. */
export function deliverySteps(m: Model, x: State, instance: number, emit: Emit): void {
  const status = m.status.get(x, instance)
  if (status === process.down) return
  for (const [record, { partition, offset }] of m.flat.entries())
    for (let sink = 0; sink < m.sinks.length; sink++) {
      const about = { instance, partition, offset, sink }
      if (m.orphan.get(x, instance, record, sink) === 1) requestOfBefore(m, about, record, emit)
      if (status !== process.up) continue
      const state = m.state.get(x, instance, record, sink)
      if (state === delivery.lane) sending(m, x, about, record, emit)
      else if (state === delivery.wire) answers(m, x, about, record, emit)
      else if (state === delivery.burying || state === delivery.unburied)
        emit({ act: 'bury', ...about }, true, y => {
          m.state.set(y, delivery.settled, instance, record, sink)
          m.deadLetter.set(y, 1, record, sink)
        })
      else if (state === delivery.answered)
        emit({ act: 'see answer', ...about }, true, y => {
          m.state.set(y, delivery.settled, instance, record, sink)
        })
    }
}

type About = Required<Pick<Step, 'instance' | 'partition' | 'offset' | 'sink'>>

/** R6, R7, R14: whether it may go now, and what is wrong if it does. */
function sending(m: Model, x: State, about: About, record: number, emit: Emit): void {
  const { instance, partition, offset, sink } = about
  // R14: whoever was thrown out had no heartbeat for a session timeout, and knows it.
  const leased = m.member.get(x, instance) === 1 && m.changing.get(x) === 0
  if ((!leased && !m.without('R14')) || m.paused.get(x, sink) === 1) return
  let twice = false
  for (const [other, { partition: its, key, offset: where }] of m.flat.entries()) {
    if (its !== partition || key !== m.record(record).key || !m.isOrdered(sink)) continue
    if (where < offset && isHeld(m.state.get(x, instance, other, sink)) && !m.without('R6')) return
    if (m.orphan.get(x, instance, other, sink) === 0) continue
    if (!m.without('R7')) return
    twice = true
  }
  emit({ act: 'send', ...about }, true, y => {
    m.state.set(y, delivery.wire, instance, record, sink)
    if (m.owner.get(x, partition) !== instance + 1 || m.member.get(x, instance) === 0)
      return 'FORMER OWNER: a request is started by an instance that does not own the partition any more'
    return twice ? 'TWO AT ONCE: a key is sent while an old request for it is under way' : undefined
  })
}

/** What can become of a request. */
function answers(m: Model, x: State, about: About, record: number, emit: Emit): void {
  const { instance, sink } = about
  const become = (y: State, state: number) => m.state.set(y, state, instance, record, sink)
  const failing = m.sinks[sink]?.health === 'failing'
  if (m.has('fail') || failing)
    emit({ act: 'fail', ...about }, failing, y => {
      const attempts = m.attempts.get(x, instance, record, sink) + 1
      const givenUp = m.has('give up') && attempts >= mostAttempts
      m.attempts.set(y, Math.min(attempts, mostAttempts), instance, record, sink)
      become(y, givenUp ? delivery.burying : delivery.lane)
    })
  if (m.has('refuse'))
    emit({ act: 'refuse', ...about }, false, y =>
      become(y, m.without('R9') ? delivery.unburied : delivery.burying),
    )
  if (m.isDead(sink) || failing) return
  emit({ act: 'deliver', ...about }, true, y => {
    become(y, delivery.settled)
    return arrival(m, y, record, sink)
  })
  if (m.has('answer lost'))
    emit({ act: 'lose answer', ...about }, false, y => {
      become(y, delivery.lane)
      return arrival(m, y, record, sink)
    })
  if (m.has('time out'))
    emit({ act: 'time out', ...about }, false, y => {
      become(y, delivery.lane)
      m.ghost.set(y, 1, record, sink)
    })
}

/** R16: the answer to a request of an earlier tenure settles nothing. */
function requestOfBefore(m: Model, about: About, record: number, emit: Emit): void {
  const { instance, partition, sink } = about
  if (m.isDead(sink)) return
  emit({ act: 'arrive from before', ...about }, true, y => {
    m.orphan.set(y, 0, instance, record, sink)
    if (
      m.without('R16 answers') &&
      m.held.get(y, instance, partition) === 1 &&
      m.state.get(y, instance, record, sink) !== delivery.none
    )
      m.state.set(y, delivery.settled, instance, record, sink)
    return arrival(m, y, record, sink, true)
  })
  if (m.has('fail'))
    emit({ act: 'fail from before', ...about }, false, y => m.orphan.set(y, 0, instance, record, sink))
}
