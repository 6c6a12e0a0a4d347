/** Topics of moto with queues of SQS behind them, and what arrives there. */
import { Agent, request } from 'node:http'
import { until } from './until.ts'

/** What a queue gave out. */
export interface Received {
  /** With raw delivery the message; without it SNS's notification, in JSON. */
  readonly body: string
  /** With raw delivery. */
  readonly attributes: { readonly [name: string]: string }
  /** Of FIFO queues. */
  readonly group: string | undefined
}

const scope = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`

/** A request of AWS's query protocol; moto looks at no signature. */
export function motoRequest(
  url: string,
  form: URLSearchParams,
  service = 'sns',
): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { authorization: scope(service), 'content-type': 'application/x-www-form-urlencoded' }
  return post(url, headers, form.toString())
}

/** A topic and a queue that is subscribed to it. */
export class MotoQueue {
  readonly topicArn: string
  readonly received: Received[] = []
  readonly #url: string
  readonly #queueUrl: string

  private constructor(url: string, topicArn: string, queueUrl: string) {
    this.#url = url
    this.topicArn = topicArn
    this.#queueUrl = queueUrl
  }

  /** FIFO where the name ends so. `subscription`: attributes of the subscription. */
  static async make(
    url: string,
    name: string,
    subscription: { readonly [attribute: string]: string } = { RawMessageDelivery: 'true' },
  ): Promise<MotoQueue> {
    const fifo = name.endsWith('.fifo')
    const sns = async (parameters: { readonly [name: string]: string }) => {
      const { status, text } = await motoRequest(
        url,
        new URLSearchParams({ Version: '2010-03-31', ...parameters }),
      )
      if (status !== 200) throw new Error(`moto answered ${status}: ${text}`)
      return text
    }
    const made = await sns({
      Action: 'CreateTopic',
      Name: name,
      ...(fifo ? { 'Attributes.entry.1.key': 'FifoTopic', 'Attributes.entry.1.value': 'true' } : {}),
    })
    const topicArn = /<TopicArn>(.*?)<\/TopicArn>/.exec(made)![1]!
    const { QueueUrl } = await sqs<{ QueueUrl: string }>(url, 'CreateQueue', {
      QueueName: name,
      Attributes: fifo ? { FifoQueue: 'true' } : {},
    })
    const entries = Object.entries(subscription).flatMap(([key, value], index) => [
      [`Attributes.entry.${index + 1}.key`, key],
      [`Attributes.entry.${index + 1}.value`, value],
    ])
    await sns({
      Action: 'Subscribe',
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: topicArn.replace(':sns:', ':sqs:'),
      ...Object.fromEntries(entries),
    })
    return new MotoQueue(url, topicArn, QueueUrl)
  }

  /** Waits until so many have arrived, in all. */
  async until(count: number, deadline = 20_000): Promise<readonly Received[]> {
    await until(async () => (await this.fetch()) >= count, `${count} messages in the queue`, deadline)
    return this.received
  }

  /** Takes out what is there. @returns how many there have been. */
  async fetch(): Promise<number> {
    for (;;) {
      const { Messages = [] } = await sqs<{ Messages?: readonly Message[] }>(this.#url, 'ReceiveMessage', {
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 0,
        MessageAttributeNames: ['All'],
        AttributeNames: ['All'],
      })
      if (Messages.length === 0) return this.received.length
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
      await sqs(this.#url, 'DeleteMessageBatch', { QueueUrl: this.#queueUrl, Entries })
      this.received.push(...Messages.map(receivedOf))
    }
  }
}

interface Message {
  readonly Body: string
  readonly ReceiptHandle: string
  readonly Attributes?: { readonly MessageGroupId?: string }
  readonly MessageAttributes?: { readonly [name: string]: { readonly StringValue: string } }
}

function receivedOf({ Body, Attributes, MessageAttributes = {} }: Message): Received {
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue])
  return { body: Body, attributes: Object.fromEntries(attributes), group: Attributes?.MessageGroupId }
}

async function sqs<Answer>(url: string, action: string, parameters: object): Promise<Answer> {
  const headers = {
    authorization: scope('sqs'),
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AmazonSQS.${action}`,
  }
  const { status, text } = await post(url, headers, JSON.stringify(parameters))
  if (status !== 200) throw new Error(`moto answered ${status}: ${text}`)
  return (text === '' ? {} : JSON.parse(text)) as Answer
}

// No connection is kept: one that idles would be a leak of the test that made it.
const agent = new Agent({ keepAlive: false })

function post(
  url: string,
  headers: { readonly [name: string]: string },
  body: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, async response => {
      try {
        const text = Buffer.concat(await response.toArray()).toString()
        resolve({ status: response.statusCode ?? 0, text })
      } catch (error) {
        reject(error)
      }
    })
    sent.on('error', () => resolve({ status: 503, text: '' })) // nobody there
    sent.end(body)
  })
}
