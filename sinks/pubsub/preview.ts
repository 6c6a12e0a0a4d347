import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Preview } from '../../src/types.ts'
import { type MessageOptions, messageOf } from './message.ts'

/** A message for people to look at. @throws SluiceError `template_failed`, `too_large`. */
export function previewOf(delivery: Delivery, options: MessageOptions): Preview {
  const message = messageOf(delivery, options)
  if ('kind' in message)
    throw new SluiceError(message.class === 'template' ? 'template_failed' : 'too_large', message.reason)
  const fields = Object.entries(message.attributes).map(([name, value]) => ({ name, value, secret: false }))
  if (message.orderingKey !== '')
    fields.unshift({ name: 'ordering key', value: message.orderingKey, secret: false })
  return { target: options.topic, fields, body: message.data }
}
