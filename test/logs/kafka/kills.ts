import { setTimeout as sleep } from 'node:timers/promises'
import type { Log, Place } from '../../../src/types.ts'
import type { KafkaServer } from '../../servers/kafka.ts'

/** What was acknowledged while brokers were killed. */
export interface Acknowledged {
  readonly text: string
  readonly place: Place
}

/** Kills and restarts the brokers in turn until `rounds` are over. */
export async function killInTurn(kafka: KafkaServer, rounds: number, pause: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const id = kafka.ids[round % kafka.ids.length] as number
    await sleep(pause)
    await kafka.kill(id)
    await sleep(pause)
    await kafka.restart(id)
  }
}

/** Appends small batches over all partitions until `signal` aborts; keeps what was acknowledged, counts refusals. */
export async function appendUntil(
  log: Log,
  topic: string,
  signal: AbortSignal,
): Promise<{ acknowledged: Acknowledged[]; refused: number; longest: number }> {
  const acknowledged: Acknowledged[] = []
  let refused = 0
  let longest = 0
  const produce = async (who: number) => {
    for (let n = 0; !signal.aborted; n++) {
      const texts = Array.from({ length: 8 }, (_, i) => `${who}.${n}.${i}`)
      const start = performance.now()
      try {
        const places = await log.append(
          topic,
          texts.map(text => ({ key: Buffer.from(text), value: Buffer.from(text) })),
        )
        for (const [i, place] of places.entries()) acknowledged.push({ text: texts[i] as string, place })
      } catch {
        refused++
      }
      longest = Math.max(longest, performance.now() - start)
      await sleep(5)
    }
  }
  await Promise.all([0, 1, 2, 3].map(produce))
  return { acknowledged, refused, longest }
}

/** Values by `partition/offset`, of all partitions. */
export async function readWhole(log: Log, topic: string): Promise<Map<string, string>> {
  const values = new Map<string, string>()
  for (const [partition, { start, end }] of ((await log.bounds(topic)) ?? []).entries())
    for await (const record of log.scan(topic, partition, start, end))
      values.set(`${partition}/${record.offset}`, record.value?.toString() ?? '')
  return values
}
