import { delivered, failed, refused } from '../helpers/outbox.ts'
import type { Driven } from './driven.ts'
import type { CommitEnd, HeldCommit } from './gated-log.ts'
import { helpful, type Input } from './input.ts'
import type { Burying, Instance, OnWire } from './instance.ts'
import type { Act } from './step.ts'

/** What can become of what a process has on its way. */
export function ofProcess(world: Driven, instance: Instance): Input[] {
  return [
    ...instance.wire.flatMap(sent => answers(world, sent)),
    ...instance.burying.map(burying => burial(world, instance, burying)),
    ...instance.commits.flatMap(held => commitEnds(instance, held)),
  ]
}

/** A commit on its way is stored, or lost, or stored without its process being told. */
function commitEnds(instance: Instance, held: HeldCommit): Input[] {
  const { number } = instance
  const { partition } = held
  const name = `commit of ${partition} by ${number}`
  const end = (how: CommitEnd) => () => {
    instance.commits = instance.commits.filter(other => other !== held)
    held.end(how)
  }
  return [
    helpful(`${name} is stored`, [], end('stored')),
    {
      name: `${name} is lost`,
      steps: [{ act: 'lose commit', instance: number, partition }],
      isHelpful: false,
      run: end('lost'),
    },
    { name: `${name} is stored and not answered`, steps: [], isHelpful: false, run: end('unanswered') },
  ]
}

/** What can become of a request. */
function answers(world: Driven, sent: OnWire): Input[] {
  const { m, oracle } = world
  const { instance, sink, partition, offset, request, append } = sent
  if (m.isDead(sink)) return []
  const about = { instance: instance.number, partition, offset, sink }
  // Of several requests of before for one record the model knows as one: they end together.
  const isSame = (other: OnWire) =>
    other === sent ||
    (sent.old && other.old && other.sink === sink && other.partition === partition && other.offset === offset)
  const done = () => {
    for (const other of instance.wire) if (other !== sent && isSame(other)) other.append?.go()
    instance.wire = instance.wire.filter(other => !isSame(other))
  }
  const answer = (act: Act, isHelpful: boolean, run: () => void): Input => ({
    name: `${act} ${partition}:${offset} → ${m.sinks[sink]?.name} of ${instance.number}`,
    steps: [{ act, ...about }],
    isHelpful,
    run: () => {
      done()
      run()
    },
  })
  const arrive = () => oracle.arrived(sink, partition, offset)
  const succeed = () => {
    if (append === undefined) arrive()
    request?.answer(delivered)
    append?.go()
  }
  if (sent.old) {
    const inputs = [answer('arrive from before', true, succeed)]
    if (m.has('fail') && append === undefined)
      inputs.push(answer('fail from before', false, () => request?.answer(failed)))
    return inputs
  }
  const inputs = [
    answer('deliver', true, () => {
      oracle.acknowledged(instance.number, sink, partition, offset)
      succeed()
    }),
  ]
  if (append !== undefined) return inputs
  if (m.has('fail')) inputs.push(answer('fail', false, () => request?.answer(failed)))
  if (m.has('refuse')) inputs.push(answer('refuse', false, () => request?.answer(refused)))
  if (m.has('answer lost'))
    inputs.push(
      answer('lose answer', false, () => {
        arrive()
        request?.answer(failed)
      }),
    )
  if (m.has('time out'))
    inputs.push(
      answer('time out', false, () => {
        world.ghosts.add(`${sink} ${partition} ${offset}`)
        request?.answer(failed)
      }),
    )
  return inputs
}

/** A dead letter becomes durable. One of an ended tenure counts for nothing there. */
function burial(world: Driven, instance: Instance, burying: Burying): Input {
  const { sink, partition, offset, old, append } = burying
  const about = { instance: instance.number, partition, offset, sink }
  const name = `bury ${partition}:${offset} → ${world.m.sinks[sink]?.name} of ${instance.number}`
  return helpful(name, old ? [] : [{ act: 'bury', ...about }], () => {
    instance.burying = instance.burying.filter(other => other !== burying)
    append.go()
  })
}
