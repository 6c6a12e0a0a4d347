import type { Problems } from '../problems.ts'

/** A topic of SNS. */
export interface TopicArn {
  readonly text: string
  readonly region: string
  /** First in, first out: with groups, and without repeats for five minutes. */
  readonly fifo: boolean
}

/** Reads a topic's ARN; undefined where it is none, which is then among the problems with what to do instead. */
export function topicArn(text: string, problems: Problems): TopicArn | undefined {
  const found = topic.exec(text)
  if (found !== null) return { text, region: found[1]!, fifo: text.endsWith('.fifo') }
  const [message, hint] = otherThan(text)
  problems.add('topic_arn', message, hint)
  return undefined
}

// arn:partition:sns:region:account:name, the name as CreateTopic takes it
const topic = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:(?!.{257})[A-Za-z0-9_-]+(?:\.fifo)?$/
const uuid = /:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function otherThan(text: string): readonly [message: string, hint: string] {
  if (/^\+?[\d ().-]+$/.test(text))
    return ['is a phone number', 'make a topic with the number as a subscription of protocol sms']
  if (/^arn:[^:]*:sns:[^:]*:[^:]*:(endpoint|app)\//.test(text))
    return ['is a target: a device or an application', 'subscribe it to a topic, and name that']
  if (uuid.test(text) && text.startsWith('arn:'))
    return ['is a subscription', 'leave out its last part, the UUID']
  const [, service] = /^arn:[^:]*:([a-z0-9-]+):/.exec(text) ?? []
  if (service !== undefined && service !== 'sns')
    return [`is an ARN of ${service}, not of SNS`, 'subscribe it to a topic, and name that']
  return ["is not a topic's ARN", 'such as arn:aws:sns:eu-central-1:123456789012:netbox']
}
