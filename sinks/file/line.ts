import type { Delivery } from '../../src/types.ts'
import { attributesOf } from '../attributes.ts'
import type { LineContent } from './types.ts'

/** A delivery as one line, its end included. */
export function lineOf(delivery: Delivery, content: LineContent, netboxId: string): Buffer {
  const { body } = delivery
  if (content === 'body') return Buffer.concat([oneLine(body), end])
  const attributes = attributesOf(delivery, netboxId)
  for (const [name, value] of delivery.cloudEvent ?? []) attributes[name] = value
  const head = JSON.stringify({ dedup_id: delivery.dedupId, key: delivery.event.key, attributes })
  const value = isJson(body) ? oneLine(body) : Buffer.from(JSON.stringify(body.toString()))
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"body":`), value, close])
}

const end = Buffer.from('\n')
const close = Buffer.from('}\n')
const cr = 0x0d
const lf = 0x0a
const space = 0x20

/** In JSON, line breaks stand between values alone: there a space says the same. */
function oneLine(body: Buffer): Buffer {
  if (!body.includes(lf) && !body.includes(cr)) return body
  return Buffer.from(body.map(byte => (byte === lf || byte === cr ? space : byte)))
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString())
    return true
  } catch {
    return false
  }
}
