import type { Delivery } from '../../src/types.ts'

/** Headers as names and values by turns. */
export type FlatHeaders = string[]

/**
 * Names that a configuration may not set: they belong to the connection or to the body's framing (RFC 9110 §7.6.1).
 * In lower case.
 */
export const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Names, in lower case, whose values are known here alone: a configuration may not set them either. */
export const ownHeaders = /^(idempotency-key|traceparent|sluice-.*)$/

const traceContext = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[ -~]*)?$/ // W3C Trace Context §3.2
const longestText = 256 // characters of a value that is not ours
const unsafe = /[^ -~]|%/
const everyUnsafe = /[^ -~]+|%/g

/**
 * The headers that are the same for every request: content type and user agent, unless `own` has them in any case, and
 * what else `own` has. Of names that differ in case only, the last wins.
 */
export function fixedHeaders(
  own: ReadonlyMap<string, string>,
  userAgent: string,
  contentType = 'application/json',
): FlatHeaders {
  const byName = new Map([
    ['content-type', ['Content-Type', contentType]],
    ['user-agent', ['User-Agent', userAgent]],
  ])
  for (const [name, value] of own) byName.set(name.toLowerCase(), [name, value])
  return [...byName.values()].flat()
}

/** All headers of one request: the delivery's own, then `fixed`. */
export function headersOf(delivery: Delivery, fixed: FlatHeaders): FlatHeaders {
  const { event, replayId, traceparent } = delivery
  const headers = [
    'Idempotency-Key',
    delivery.dedupId,
    'Sluice-Egress-Id',
    delivery.egressId,
    'Sluice-Source-Id',
    event.sourceId,
    'Sluice-Source-Type',
    headerText(event.type),
    'Sluice-Topic',
    event.record.topic,
    'Sluice-Partition',
    String(event.record.partition),
    'Sluice-Offset',
    String(event.record.offset),
    'Sluice-Attempt',
    String(delivery.attempt),
  ]
  if (replayId !== undefined) headers.push('Sluice-Replay-Id', replayId)
  if (delivery.test === true) headers.push('Sluice-Test', 'true')
  if (traceparent !== undefined && traceparent.length <= longestText && traceContext.test(traceparent))
    headers.push('traceparent', traceparent)
  return headers.concat(fixed)
}

/** All headers of a batch: it has an id, but no place of its own; then `fixed`. */
export function batchHeaders(id: string, count: number, attempt: number, fixed: FlatHeaders): FlatHeaders {
  return [
    'Idempotency-Key',
    id,
    'Sluice-Egress-Id',
    id,
    'Sluice-Batch-Count',
    String(count),
    'Sluice-Attempt',
    String(attempt),
    ...fixed,
  ]
}

/** CloudEvents' attributes in binary mode (HTTP binding, section 3.1): all but the media type, which is the body's. */
export function cloudEventHeaders(attributes: NonNullable<Delivery['cloudEvent']>): FlatHeaders {
  return attributes.flatMap(([name, value]) =>
    name === 'datacontenttype' ? [] : [`ce-${name}`, headerText(value).replaceAll('"', '%22')],
  )
}

/**
 * Any text as a header's value: what is not printable ASCII, and `%`, percent-encoded as UTF-8 (RFC 3986 §2.1). The
 * text is cut after 256 characters.
 */
export function headerText(text: string): string {
  const short = text.length > longestText ? text.slice(0, longestText) : text
  return unsafe.test(short) ? short.replace(everyUnsafe, encode) : short
}

function encode(run: string): string {
  return encodeURIComponent(run.toWellFormed()) // half a surrogate pair would throw
}
