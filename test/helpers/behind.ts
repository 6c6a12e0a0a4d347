/** Sinks that are left behind, over the log in memory. */
import type { MemoryLog } from './memory-log.ts'
import { delivered, type ScriptedSender } from './outbox.ts'
import { group, type TestReader, topic, turns } from './reader.ts'

/** Four deliveries are all that a sink may hold. */
export const narrow = { window: { count: 4, bytes: 1e6 } }

/** Appends `count` records with a key each, for these sinks. */
export async function many(log: MemoryLog, count: number, value: string, partition = 0): Promise<void> {
  const records = Array.from({ length: count }, (_, n) => ({
    key: Buffer.from(`k${n}`),
    value: Buffer.from(value),
    partition,
  }))
  await log.append(topic, records)
}

/** Answers everything under way there with success, until nothing comes any more. */
export async function answerAll(...senders: (ScriptedSender | undefined)[]): Promise<void> {
  for (let idle = 0; idle < 3; ) {
    const wire = senders.flatMap(sender => [...(sender?.wire ?? [])])
    for (const request of wire) request.answer(delivered)
    idle = wire.length === 0 ? idle + 1 : 0
    await turns()
  }
}

/** Where the partition was read a second time from, in the tenure of the present. */
export function rereads(log: MemoryLog, partition = 0): number[] {
  return log.group(group).owners.get(`${topic}/${partition}`)?.rereads ?? []
}

/** `count` numbers from `from` on. */
export function numbers(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, n) => from + n)
}

/** Where a sink stands, as operators see it. */
export function placeOf({ reader }: TestReader, sink: string, partition = 0) {
  const found = [...reader.positions()].find(one => one.sink === sink && one.partition === partition)
  if (found === undefined) throw new Error(`${sink} stands nowhere in partition ${partition}`)
  const { position, head, behind, paused } = found
  return { position, head, behind, paused }
}
