import type { Attempt, Sender } from '../outbox/sender.ts'
import type { Outcome } from '../types.ts'

/** Told that letters of one partition were delivered; resolves once that is durable. */
export type Delivered = (partition: number, offsets: readonly number[]) => Promise<void>

/** Sends letters, and has those that were delivered marked before they count as settled: one is not offered again. */
export function redriveSender(sender: Sender, delivered: Delivered): Sender {
  return {
    async send(batch, signal) {
      const outcomes = await sender.send(batch, signal)
      for (const [partition, letters] of deliveredOf(batch, outcomes))
        await delivered(
          partition,
          letters.map(({ work }) => work.record.offset),
        )
      return outcomes
    },
  }
}

function deliveredOf(
  batch: readonly Attempt[],
  outcomes: readonly Outcome[],
): ReadonlyMap<number, readonly Attempt[]> {
  const delivered = batch.filter((_, index) => outcomes[index]?.kind === 'delivered')
  return Map.groupBy(delivered, ({ work }) => work.record.partition)
}
