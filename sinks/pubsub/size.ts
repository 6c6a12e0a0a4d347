import type { Message } from './message.ts'

/** What Google takes at most in one request, counted over the whole of it as it is encoded. */
export const mostBytes = 10_000_000
export const mostMessages = 1_000

/** Bytes that a message takes up in a request: data, attributes and ordering key, each with what stands before it. */
export function messageSize({ data, attributes, orderingKey }: Omit<Message, 'size'>): number {
  let size = field(data.length)
  for (const name in attributes)
    size += field(field(Buffer.byteLength(name)) + field(Buffer.byteLength(attributes[name]!)))
  return field(size + field(Buffer.byteLength(orderingKey)))
}

/** Bytes of a request without messages. */
export function emptySize(topic: string): number {
  return field(Buffer.byteLength(topic))
}

/** A field of the protocol's encoding: its number, its length, its bytes. */
function field(length: number): number {
  const digits =
    length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : length < 268_435_456 ? 4 : 5
  return 1 + digits + length
}
