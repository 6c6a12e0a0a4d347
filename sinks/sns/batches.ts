import type { Placed } from '../call.ts'
import { type Message, mostBytes } from './message.ts'

const mostMessages = 10

/** Requests for messages in their order: up to ten in each, and up to as many bytes as SNS takes in one. */
export function batchesOf(messages: readonly Placed<Message>[]): readonly (readonly Placed<Message>[])[] {
  const batches: Placed<Message>[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const placed of messages) {
    const { size } = placed.message
    const last = batches.at(-1)
    if (last !== undefined && last.length < mostMessages && bytes + size <= mostBytes) {
      last.push(placed)
      bytes += size
    } else {
      batches.push([placed])
      bytes = size
    }
  }
  return batches
}
