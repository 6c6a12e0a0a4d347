import { delivered, failed, refused } from '../helpers/outbox.ts'
import { group, topic } from '../helpers/reader.ts'
import type { Driven } from './driven.ts'
import { type Burying, type Instance, nameOf, type OnWire } from './instance.ts'
import type { Act, Step } from './step.ts'

/** Something that can happen to the code from outside. */
export interface Input {
  readonly name: string
  /** What it is in the model; nothing where it only lets the code go on. */
  readonly steps: readonly Step[]
  /** No fault. */
  readonly isHelpful: boolean
  /** Possible only where the model says so. */
  readonly ifAllowed?: boolean
  readonly run: () => unknown
}

/** What can happen now. */
export function inputsOf(world: Driven): Input[] {
  return [
    ...world.instances.flatMap(instance => (instance.isUp ? ofProcess(world, instance) : [])),
    ...ofGroup(world),
    ...ofOperators(world),
    ...ofTime(world),
  ]
}

function ofTime(world: Driven): Input[] {
  const inputs: Input[] = []
  for (const [partition, records] of world.m.records.entries()) {
    const shown = world.shown[partition] ?? 0
    const { end } = world.log.partition(topic, partition)
    if (end < records.length)
      inputs.push(
        helpful(`produce ${partition}:${end}`, [{ act: 'produce', partition, offset: end }], () =>
          world.append(partition, end),
        ),
      )
    if (shown < end)
      inputs.push(
        helpful(`show ${partition}:${shown}`, [], () => {
          world.shown[partition] = shown + 1
          world.log.show(topic, partition, shown + 1)
        }),
      )
  }
  for (const time of [100, 1_000]) inputs.push(helpful(`pass ${time}`, [], () => world.pass(time)))
  return inputs
}

function ofProcess(world: Driven, instance: Instance): Input[] {
  return [
    ...instance.wire.flatMap(sent => answers(world, sent)),
    ...instance.burying.map(burying => burial(world, instance, burying)),
    ...instance.commits.map(held =>
      helpful(`commit of ${held.partition} by ${instance.number} goes on`, [], () => {
        instance.commits = instance.commits.filter(other => other !== held)
        held.go()
      }),
    ),
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

function ofGroup(world: Driven): Input[] {
  const { m, log, instances } = world
  const inputs: Input[] = []
  const up = instances.filter(({ isUp }) => isUp)
  const { changing } = log.group(group)
  for (const owners of assignments(world, up)) inputs.push(rebalance(world, up, owners))
  if (m.has('slow rebalance') && !changing && up.some(({ status }) => status === 'member'))
    inputs.push({
      name: 'begin rebalance',
      steps: [{ act: 'begin rebalance' }],
      isHelpful: false,
      run: () => log.beginRebalance(group),
    })
  for (const instance of instances) {
    const { number, isUp, status } = instance
    if (!isUp)
      inputs.push(helpful(`start ${number}`, [{ act: 'start', instance: number }], () => world.start(number)))
    else if (m.has('kill'))
      inputs.push({
        name: `kill ${number}`,
        steps: [{ act: 'kill', instance: number }],
        isHelpful: false,
        run: () => kill(world, instance),
      })
    const others = up.filter(other => other !== instance)
    if (isUp && status === 'member' && m.has('stop') && others.length > 0)
      inputs.push(stop(world, instance, others))
  }
  return inputs
}

/** Stopped for longer than the session timeout: the group goes on without it, and it goes on not knowing. */
function stop(world: Driven, instance: Instance, others: readonly Instance[]): Input {
  const { number, cursor } = instance
  const without = rebalance(world, others, assignments(world, others)[0] ?? [])
  return {
    name: `stop ${number} and let it go on`,
    steps: [{ act: 'stop', instance: number }, ...without.steps, { act: 'continue', instance: number }],
    isHelpful: false,
    ifAllowed: true,
    run: () => {
      instance.status = 'expelled'
      world.log.expel(cursor)
      return without.run()
    },
  }
}

function assignments({ m }: Driven, up: readonly Instance[]): number[][] {
  const partitions = [...Array(m.partitions).keys()]
  return up.map((_, first) => partitions.map(partition => up[(first + partition) % up.length]?.number ?? 0))
}

/** Partitions change hands. Who was thrown out joins again. */
function rebalance(world: Driven, up: readonly Instance[], values: readonly number[]): Input {
  const { members } = world.log.group(group)
  return {
    name: `rebalance ${values.join(' ')}`,
    steps: [{ act: 'rebalance', values }],
    isHelpful: true,
    ifAllowed: true,
    run: () => {
      for (const instance of up) {
        const { cursor } = instance
        cursor.lease = true
        instance.status = 'member'
        if (!members.includes(cursor)) members.push(cursor)
        world.oracle.tenuresEnded(instance.number)
      }
      world.log.rebalance(group, (_, partition) =>
        members.findIndex(member => member === world.instances[values[partition] ?? 0]?.cursor),
      )
    },
  }
}

/** kill -9. What is on the wire may still arrive, what is in memory is gone. */
function kill({ m, log, ghosts, oracle }: Driven, instance: Instance): void {
  for (const { sink, partition, offset, append } of instance.wire)
    if (append === undefined && !m.isDead(sink)) ghosts.add(`${sink} ${partition} ${offset}`)
  instance.kill(log)
  oracle.tenuresEnded(instance.number)
}

function ofOperators(world: Driven): Input[] {
  const { m, ghosts, oracle, paused, instances } = world
  const inputs: Input[] = []
  for (const ghost of ghosts) {
    const [sink = 0, partition = 0, offset = 0] = ghost.split(' ').map(Number)
    inputs.push({
      name: `arrive late ${partition}:${offset} → ${m.sinks[sink]?.name}`,
      steps: [{ act: 'arrive late', partition, offset, sink }],
      isHelpful: false,
      run: () => {
        ghosts.delete(ghost)
        oracle.arrived(sink, partition, offset)
      },
    })
  }
  if (m.has('pause'))
    for (const [sink, { name }] of m.sinks.entries())
      inputs.push(paused.has(sink) ? resumes(world, sink, name) : pauses(world, sink, name))
  if (m.has('rewind') && !world.rewound)
    for (const instance of instances) inputs.push(...rewinds(world, instance))
  return inputs
}

/** Told to every instance; paused it is once all partitions are covered and it is committed. */
function pauses(world: Driven, sink: number, name: string): Input {
  const run = () => {
    world.paused.add(sink)
    const asked = ++world.asked
    const all = world.instances.filter(({ isUp }) => isUp).map(({ made }) => made.reader.pause(nameOf(name)))
    Promise.all(all).then(
      positions =>
        positions.flat().length === world.m.partitions &&
        world.asked === asked &&
        world.saw({ act: 'pause', sink }),
      () => {}, // one changed hands meanwhile: not known
    )
  }
  return { name: `pause ${name}`, steps: [], isHelpful: false, run }
}

/** It may go on from when it is asked for; it does at the latest when all partitions are covered and it is committed. */
function resumes(world: Driven, sink: number, name: string): Input {
  const steps: Step[] = world.isPaused(sink) ? [{ act: 'resume', sink }] : []
  return helpful(`resume ${name}`, steps, () => {
    const asked = ++world.asked
    const all = world.instances.filter(({ isUp }) => isUp).map(({ made }) => made.reader.resume(nameOf(name)))
    Promise.all(all).then(
      positions => {
        if (positions.flat().length === world.m.partitions && world.asked === asked) world.paused.delete(sink)
      },
      () => {},
    )
  })
}

/** All sinks of a partition go back to its start. */
function rewinds(world: Driven, instance: Instance): Input[] {
  const { m, log } = world
  return [...m.records.keys()].flatMap(partition => {
    if (!instance.isUp || log.group(group).owners.get(`${topic}/${partition}`)?.cursor !== instance.cursor)
      return []
    return {
      name: `rewind ${partition}`,
      steps: [{ act: 'rewind', instance: instance.number, partition }],
      isHelpful: false,
      ifAllowed: true,
      run: () => {
        world.rewound = true
        instance.forgetWire(partition)
        world.oracle.tenuresEnded(instance.number)
        for (const { name } of m.sinks)
          instance.made.reader.move(nameOf(name), topic, partition, 0).catch(() => {})
      },
    }
  })
}

function helpful(name: string, steps: readonly Step[], run: Input['run']): Input {
  return { name, steps, isHelpful: true, run }
}
