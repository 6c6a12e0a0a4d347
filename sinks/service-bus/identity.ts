import { createHash } from 'node:crypto'
import type { Delivery } from '../../src/types.ts'

/** Characters that an id of the service may have. */
const longest = 128

// Control characters, which nobody could look for in a tool; and halves of surrogate pairs, which AMQP cannot carry.
const awkward = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u

/** How messages are told apart and kept together. */
export interface Grouping {
  /** `key`: each message belongs to the session of its key, and without a key to one of its own. */
  readonly session: 'none' | 'key'
  /** `key`: messages of one key go to one partition. */
  readonly partitionKey: 'none' | 'key'
}

/** The fields by which the service recognises, orders and places a message. */
export interface Identity {
  readonly messageId: string
  readonly sessionId: string | undefined
  readonly partitionKey: string | undefined
}

/** Where there is a session, the service wants the partition key to be the same. */
export function identityOf({ event, egressId, dedupId }: Delivery, grouping: Grouping): Identity {
  const key = event.key ? idText(event.key) : undefined
  const sessionId = grouping.session === 'key' ? (key ?? egressId) : undefined
  const partitionKey = grouping.partitionKey === 'key' ? (sessionId ?? key) : undefined
  return { messageId: idText(dedupId), sessionId, partitionKey }
}

/** Text as it is where the service takes it, else a hash of its bytes. Keys are the latin-1 text of their bytes. */
function idText(text: string): string {
  if (text.length <= longest && !awkward.test(text)) return text
  return createHash('sha256').update(Buffer.from(text, 'latin1')).digest('base64url')
}
