import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Preview } from '../../src/types.ts'
import { messageOf } from './message.ts'
import type { ServiceBusOptions } from './options.ts'

/** A message for people to look at. @throws SluiceError `template_failed`. */
export function previewOf(delivery: Delivery, options: ServiceBusOptions): Preview {
  const message = messageOf(delivery, options.message)
  if ('kind' in message) throw new SluiceError('template_failed', message.reason)
  const { applicationProperties = {}, body, ...own } = message
  const fields = [...Object.entries(own), ...Object.entries(applicationProperties)].map(([name, value]) => ({
    name,
    value: value instanceof Date ? value.toISOString() : String(value),
    secret: false,
  }))
  return { target: `${options.kind} ${options.connection.entity} at ${options.origin}`, fields, body }
}
