import { group, topic } from '../helpers/reader.ts'
import type { Driven } from './driven.ts'
import { helpful, type Input } from './input.ts'
import { type Instance, nameOf } from './instance.ts'
import type { Step } from './step.ts'

/** What operators can do, and what may still arrive though nobody waits for it. */
export function ofOperators(world: Driven): Input[] {
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
        const moved = m.sinks.map(({ name }) => instance.made.reader.move(nameOf(name), topic, partition, 0))
        Promise.all(moved).then(world.toldRewound, () => {}) // the partition changed hands: not known
      },
    }
  })
}
