import type { ServiceBusMessageBatch } from '@azure/service-bus'
import type { Placed } from '../call.ts'
import { encoded } from './encoding.ts'
import { addEncoded } from './internals.ts'
import type { Cargo, Link } from './link.ts'
import type { Message } from './message.ts'

/** What goes together: the service takes all of it, or nothing. */
export interface Transfer {
  readonly placed: readonly Placed<Message>[]
  readonly cargo: Cargo
}

/**
 * Transfers for messages in their order, up to `most` in each and as many bytes as a batch may have. What fits into no
 * batch goes by itself. Where messages have partition keys, a batch has one of them: it goes to one partition.
 */
export async function packed(
  placed: readonly Placed<Message>[],
  link: Link,
  most: number,
): Promise<readonly Transfer[]> {
  if (most === 1 || placed.length === 1) return placed.map(single)
  const transfers: Transfer[] = []
  for (const group of byPartition(placed))
    for (let rest = group; rest.length > 0; rest = rest.slice(transfers.at(-1)!.placed.length))
      transfers.push(rest.length === 1 ? single(rest[0]!) : await filled(rest, link, most))
  return transfers
}

function single(placed: Placed<Message>): Transfer {
  return { placed: [placed], cargo: placed.message }
}

/** Of the first messages as many as fit. */
async function filled(placed: readonly Placed<Message>[], link: Link, most: number): Promise<Transfer> {
  const batch = await link.batch()
  const end = Math.min(placed.length, most)
  let count = 0
  while (count < end && added(batch, placed[count]!.message)) count++
  // A batch repeats the properties of its first message: one by itself needs none.
  return count <= 1 ? single(placed[0]!) : { placed: placed.slice(0, count), cargo: batch }
}

/** The first is the SDK's to add: a batch repeats some of it. */
function added(batch: ServiceBusMessageBatch, message: Message): boolean {
  const bytes = batch.count > 0 ? encoded(message) : undefined
  return bytes === undefined ? batch.tryAddMessage(message) : addEncoded(batch, bytes, message)
}

function byPartition(placed: readonly Placed<Message>[]): Iterable<readonly Placed<Message>[]> {
  if (placed.every(({ message }) => message.partitionKey === undefined)) return [placed]
  return Map.groupBy(placed, ({ message }) => message.partitionKey).values()
}
