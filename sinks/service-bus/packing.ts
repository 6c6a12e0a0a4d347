import type { Placed } from './call.ts'
import type { Cargo, Link } from './link.ts'

/** What goes together: the service takes all of it, or nothing. */
export interface Transfer {
  readonly placed: readonly Placed[]
  readonly cargo: Cargo
}

/**
 * Transfers for messages in their order, up to `most` in each and as many bytes as a batch may have. What fits into no
 * batch goes by itself. Where messages have partition keys, a batch has one of them: it goes to one partition.
 */
export async function packed(
  placed: readonly Placed[],
  link: Link,
  most: number,
): Promise<readonly Transfer[]> {
  const transfers: Transfer[] = []
  for (const group of most === 1 ? placed.map(one => [one]) : byPartition(placed)) {
    let rest: readonly Placed[] = group
    while (rest.length > 0) {
      const transfer = await first(rest, link, most)
      transfers.push(transfer)
      rest = rest.slice(transfer.placed.length)
    }
  }
  return transfers
}

async function first(placed: readonly Placed[], link: Link, most: number): Promise<Transfer> {
  const [only] = placed
  if (placed.length === 1 || most === 1) return { placed: [only!], cargo: only!.message }
  const batch = await link.batch()
  const end = Math.min(placed.length, most)
  let count = 0
  while (count < end && batch.tryAddMessage(placed[count]!.message)) count++
  // A batch repeats the properties of its first message: one by itself needs none.
  if (count <= 1) return { placed: [only!], cargo: only!.message }
  return { placed: placed.slice(0, count), cargo: batch }
}

function byPartition(placed: readonly Placed[]): Iterable<readonly Placed[]> {
  if (placed.every(({ message }) => message.partitionKey === undefined)) return [placed]
  return Map.groupBy(placed, ({ message }) => message.partitionKey).values()
}
