import { group } from '../helpers/reader.ts'
import type { Driven } from './driven.ts'
import { helpful, type Input } from './input.ts'
import type { Instance } from './instance.ts'

/** What can become of processes, and of who owns what. */
export function ofGroup(world: Driven): Input[] {
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
