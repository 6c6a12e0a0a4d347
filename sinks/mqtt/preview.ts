import type { Delivery, Preview } from '../../src/types.ts'
import { fieldsOf, unshowable } from '../preview.ts'
import { type MessageOptions, messageOf } from './message.ts'

/** A PUBLISH for people to look at. @throws SluiceError `template_failed`, `too_large`. */
export function previewOf(delivery: Delivery, options: MessageOptions): Preview {
  const message = messageOf(delivery, options)
  if ('kind' in message) throw unshowable(message)
  const { topic, qos, retain, properties = {}, body } = message
  const { userProperties, ...own } = properties
  return { target: `topic ${topic}`, fields: fieldsOf({ qos, retain, ...own, ...userProperties }), body }
}
