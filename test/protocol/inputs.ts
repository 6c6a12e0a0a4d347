import { topic } from '../helpers/reader.ts'
import type { Driven } from './driven.ts'
import { ofGroup } from './group-inputs.ts'
import { helpful, type Input } from './input.ts'
import { ofOperators } from './operator-inputs.ts'
import { ofProcess } from './wire-inputs.ts'

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
