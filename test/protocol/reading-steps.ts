import { storing } from './invariants.ts'
import type { Model } from './model.ts'
import { nowhere, process, type State } from './state.ts'
import type { Emit, Violation } from './step.ts'
import { beginTenure, hasRoom, offer, positions } from './tenure.ts'

/** What an instance does with the partitions it is assigned: load, read at the head, catch up, commit. */
export function readingSteps(m: Model, x: State, instance: number, emit: Emit): void {
  if (m.status.get(x, instance) !== process.up) return
  const member = m.member.get(x, instance) === 1
  for (let partition = 0; partition < m.partitions; partition++) {
    const mine = member && m.owner.get(x, partition) === instance + 1
    const held = m.held.get(x, instance, partition) === 1
    if (mine && !held) loads(m, x, instance, partition, emit)
    endsOfCommits(m, x, instance, partition, member, emit)
    if (!held) continue
    reads(m, x, instance, partition, emit)
    catchUp(m, x, instance, partition, emit)
    commits(m, x, instance, partition, member, emit)
  }
}

function loads(m: Model, x: State, instance: number, partition: number, emit: Emit): void {
  emit({ act: 'load', instance, partition }, true, y => {
    if (m.position.get(y, partition, 0) === nowhere) return beginGroup(m, y, instance, partition)
    return beginTenure(m, y, instance, partition, sink => {
      const remembered = m.remembered.get(y, instance, partition, sink)
      return remembered > 0 ? remembered - 1 : m.position.get(y, partition, sink)
    })
  })
  // The fetch stands further on than the commit.
  const late = m.end(x, partition) - 1
  if (m.has('stale batch'))
    emit({ act: 'load late', instance, partition }, false, y => {
      beginTenure(m, y, instance, partition, sink => m.position.get(y, partition, sink))
      return m.read.set(y, late, instance, partition)
    })
}

/** R15: a new group begins at the log's end, and that is committed before the first record is read. */
function beginGroup(m: Model, y: State, instance: number, partition: number): undefined {
  const end = m.logEnd.get(y, partition)
  if (m.groupStart.get(y, partition) === 0) m.groupStart.set(y, 1 + end, partition)
  beginTenure(m, y, instance, partition, () => end)
  if (!m.without('R15'))
    for (let sink = 0; sink < m.sinks.length; sink++) m.position.set(y, end, partition, sink)
}

function reads(m: Model, x: State, instance: number, partition: number, emit: Emit): void {
  const from = m.read.get(x, instance, partition)
  const offset = from
  if (offset >= m.end(x, partition)) return
  const reading = { instance, partition, offset, from, head: true }
  const goesOn = m.scenario.isPart === true || m.without('R17') || offer(m, x.slice(), reading)
  const undecodable = m.sinks.some(
    ({ builtIn }, sink) => builtIn === true && m.wants(m.at(partition, offset), sink),
  )
  if (!goesOn || (undecodable && m.without('R20'))) return
  emit({ act: 'read', instance, partition, offset }, true, y => {
    offer(m, y, reading)
    return m.read.set(y, offset + 1, instance, partition)
  })
}

/** R5: a sink that was left behind and has room is read for again, never past the head. */
function catchUp(m: Model, x: State, instance: number, partition: number, emit: Emit): void {
  const read = m.read.get(x, instance, partition)
  const nexts = m.sinks.map((_, sink) => m.next.get(x, instance, partition, sink))
  const furthestBehind = Math.min(...nexts)
  for (const [sink, next] of nexts.entries()) {
    if (next >= read || !m.knows(instance, sink) || !hasRoom(m, x, instance, sink)) continue
    if (m.without('R5') && next !== furthestBehind) continue
    emit({ act: 'read again', instance, partition, offset: next, sink }, true, y => {
      offer(m, y, { instance, partition, offset: next, from: next, head: false })
      return readTwice(m)
    })
  }
}

/** R17: where there is one sink, and nothing but its own slowness, nothing is read a second time. */
function readTwice(m: Model): Violation {
  const moved = m.has('shed') || m.has('pause') || m.has('rewind') || m.has('stale batch') || m.without('R3')
  return m.sinks.length === 1 && m.scenario.isPart !== true && !moved
    ? 'READ TWICE: the only sink was left behind'
    : undefined
}

function commits(m: Model, x: State, instance: number, partition: number, member: boolean, emit: Emit): void {
  const values = positions(m, x, instance, partition)
  const rewinding = m.rewinding.get(x, instance, partition) === 1
  const attempts = attemptsAt(m, x, instance, partition, values)
  const differs = values.some(
    (position, sink) =>
      position !== m.position.get(x, partition, sink) ||
      attempts[sink] !== m.storedAttempts.get(x, partition, sink),
  )
  if (!differs && !rewinding) return
  // R16: what the commit says already needs no other one.
  if (!differs && m.sent.get(x, instance, partition) === 0)
    emit({ act: 'told', instance, partition }, true, y =>
      storing(m, y, { instance, partition, values, attempts, rewinding }),
    )
  if (m.has('late commit')) {
    if (m.sent.get(x, instance, partition) > 0) return // one at a time
    emit({ act: 'send commit', instance, partition, values }, true, y => {
      m.sent.set(y, rewinding ? 2 : 1, instance, partition)
      for (const [sink, position] of values.entries()) m.sent.set(y, position, instance, partition, 1 + sink)
    })
  } else if (member)
    emit({ act: 'commit', instance, partition, values }, true, y =>
      storing(m, y, { instance, partition, values, attempts, rewinding }),
    )
}

/** R19: attempts at the record where each sink stands. */
function attemptsAt(
  m: Model,
  x: State,
  instance: number,
  partition: number,
  values: readonly number[],
): number[] {
  return values.map((position, sink) => {
    const record = m.has('give up') ? m.at(partition, position) : -1
    return record < 0 ? 0 : m.attempts.get(x, instance, record, sink)
  })
}

/** A commit that was under way is lost, or stored: only under the generation that it was computed in (R13). */
function endsOfCommits(
  m: Model,
  x: State,
  instance: number,
  partition: number,
  member: boolean,
  emit: Emit,
): void {
  const kind = m.sent.get(x, instance, partition)
  if (kind === 0) return
  emit({ act: 'lose commit', instance, partition }, false, y => m.sent.clear(y, instance, partition))
  if (!member) return
  const values = m.sinks.map((_, sink) => m.sent.get(x, instance, partition, 1 + sink))
  emit({ act: 'commit', instance, partition, values }, true, y => {
    m.sent.clear(y, instance, partition)
    return storing(m, y, {
      instance,
      partition,
      values,
      attempts: values.map(() => 0),
      rewinding: kind === 2,
    })
  })
}
