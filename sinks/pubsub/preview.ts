import type { Delivery, Preview } from '../../src/types.ts'
import { fieldsOf, unshowable } from '../preview.ts'
import { type MessageOptions, messageOf } from './message.ts'

/** A message for people to look at. @throws SluiceError `template_failed`, `too_large`. */
export function previewOf(delivery: Delivery, options: MessageOptions): Preview {
  const message = messageOf(delivery, options)
  if ('kind' in message) throw unshowable(message)
  const { orderingKey, attributes, data } = message
  const key = orderingKey === '' ? undefined : orderingKey
  return { target: options.topic, fields: fieldsOf({ 'ordering key': key, ...attributes }), body: data }
}
