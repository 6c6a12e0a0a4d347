import type { Delivery } from '../src/types.ts'

/** Names and values that go along with a message, beside its body. */
export type Attributes = { [name: string]: string }

/** Names whose values are known here alone: a configuration may not set them. */
export const ownAttributes: ReadonlySet<string> = new Set([
  'egress_id',
  'source_id',
  'source_type',
  'netbox_id',
  'model',
  'source_topic',
  'source_partition',
  'source_offset',
  'replay_id',
  'traceparent',
])

const traceContext = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[ -~]*)?$/ // W3C Trace Context §3.2
const longestText = 256 // characters of a value that is not ours

/** The attributes that every message has; empty ones are left out. */
export function attributesOf(delivery: Delivery, netboxId: string): Attributes {
  const { event, replayId, traceparent } = delivery
  const { topic, partition, offset } = event.record
  const attributes: Attributes = { egress_id: delivery.egressId, source_id: event.sourceId }
  if (event.type !== '') attributes['source_type'] = attributeText(event.type)
  if (netboxId !== '') attributes['netbox_id'] = netboxId
  if (event.model !== '') attributes['model'] = attributeText(event.model)
  attributes['source_topic'] = topic
  attributes['source_partition'] = String(partition)
  attributes['source_offset'] = String(offset)
  if (replayId !== undefined) attributes['replay_id'] = replayId
  if (traceparent !== undefined && traceparent.length <= longestText && traceContext.test(traceparent))
    attributes['traceparent'] = traceparent
  return attributes
}

/** Any text as an attribute's value: cut after 256 characters; NUL and halves of surrogate pairs become U+FFFD. */
export function attributeText(text: string): string {
  const short = text.length > longestText ? text.slice(0, longestText) : text
  return short.toWellFormed().replaceAll('\0', '\u{fffd}')
}
