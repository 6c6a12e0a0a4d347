import type { Delivery, Preview } from '../../src/types.ts'
import { fieldsOf, unshowable } from '../preview.ts'
import { messageOf } from './message.ts'
import type { ServiceBusOptions } from './options.ts'

/** A message for people to look at. @throws SluiceError `template_failed`. */
export function previewOf(delivery: Delivery, options: ServiceBusOptions): Preview {
  const message = messageOf(delivery, options.message)
  if ('kind' in message) throw unshowable(message)
  const { applicationProperties, body, ...own } = message
  const target = `${options.kind} ${options.connection.entity} at ${options.origin}`
  return { target, fields: fieldsOf({ ...own, ...applicationProperties }), body }
}
