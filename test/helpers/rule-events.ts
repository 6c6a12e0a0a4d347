import { netboxFormat } from '../../src/formats/index.ts'
import { stringify } from '../../src/json/index.ts'
import type { Event, Json, LogRecord } from '../../src/types.ts'
import { logRecord } from './events.ts'

const format = netboxFormat({ key: [], logId: '' })

/** A created device's event, decoded from a message with these members beside its types, or from that text. */
export function eventOf(
  message: { readonly [member: string]: Json } | string,
  record: Partial<LogRecord> = {},
): Event {
  const text =
    typeof message === 'string'
      ? message
      : stringify({ event: 'created', object_type: 'dcim.device', ...message })
  return format.decode(logRecord(text, record))
}
