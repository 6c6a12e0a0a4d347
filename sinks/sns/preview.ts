import type { Delivery, Preview } from '../../src/types.ts'
import { fieldsOf, unshowable } from '../preview.ts'
import { messageOf } from './message.ts'
import type { SnsOptions } from './options.ts'

/** An entry of a PublishBatch for people to look at. @throws SluiceError `template_failed`, `too_large`, `rejected`. */
export function previewOf(delivery: Delivery, { message: options, publisher }: SnsOptions): Preview {
  const message = messageOf(delivery, options)
  if ('kind' in message) throw unshowable(message)
  const { subject, structured, fifo, attributes, body } = message
  const own = {
    Subject: subject,
    MessageStructure: structured ? 'json' : undefined,
    MessageGroupId: fifo?.group,
    MessageDeduplicationId: fifo?.dedupId,
  }
  return { target: publisher.topicArn, fields: fieldsOf({ ...own, ...attributes }), body }
}
