import { createHash } from 'node:crypto'
import type { Delivery } from '../../src/types.ts'

/** Where a message stands in a FIFO topic. */
export interface FifoPlace {
  /** Messages of one group stay in order. */
  readonly group: string
  /** Within five minutes the topic takes a message of this id once. */
  readonly dedupId: string
}

/** The group is the key, and without one the delivery's own; the other is the dedup id. */
export function fifoPlace({ event, egressId, dedupId }: Delivery): FifoPlace {
  return { group: event.key ? allowed(event.key) : egressId, dedupId: allowed(dedupId) }
}

/** Text as it is where SNS takes it, else a hash of its bytes. Keys are the latin-1 text of their bytes. */
function allowed(text: string): string {
  return /^[!-~]{1,128}$/.test(text)
    ? text
    : createHash('sha256').update(Buffer.from(text, 'latin1')).digest('base64url')
}
