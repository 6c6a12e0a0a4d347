import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import { placedAttributes } from '../../sinks/sns/attributes.ts'
import { snsSink } from '../../sinks/sns/sink.ts'
import type { Delivery } from '../../src/types.ts'
import type { Send, SinkBench } from '../parts/sink-bench.ts'

const inFlight = 16
const topicArn = 'arn:aws:sns:us-east-1:123456789012:netbox'

/** Batches of ten to a stand-in that accepts all: the bare SDK without and with our attributes, and the adapter. */
export async function bench(): Promise<SinkBench> {
  const server = fork(join(import.meta.dirname, '../parts/sns-answers.ts'))
  const [{ port }] = (await once(server, 'message')) as [{ port: number }]
  const endpoint = `http://127.0.0.1:${port}`
  process.env['AWS_ACCESS_KEY_ID'] ??= 'AKIABENCH'
  process.env['AWS_SECRET_ACCESS_KEY'] ??= 'secret'
  const client = new SNSClient({
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    requestHandler: { httpAgent: { keepAlive: true, maxSockets: inFlight } },
  })
  const sinkTo = (topic_arn: string) =>
    snsSink.create(
      { type: 'sns', topic_arn, endpoint },
      { name: 'bench', userAgent: 'Sluice/0.0.0', concurrency: inFlight, netboxId: 'nb-1' },
    )
  const [sink, fifo] = [await sinkTo(topicArn), await sinkTo(`${topicArn}.fifo`)]
  const { signal } = new AbortController()
  return {
    ways: new Map<string, Send>([
      ['SDK', all => tens(all, batch => bare(client, batch, false))],
      ['SDK, with attributes', all => tens(all, batch => bare(client, batch, true))],
      ['sink, standard', all => tens(all, batch => sink.send(batch, signal))],
      ['sink, FIFO', all => tens(all, batch => fifo.send(batch, signal))],
    ]),
    async stop() {
      client.destroy()
      await Promise.all([sink.close(), fifo.close()])
      server.disconnect()
    },
  }
}

/** The least that can be done: no size, no deadline, no outcome. */
function bare(client: SNSClient, batch: readonly Delivery[], attributes: boolean): Promise<unknown> {
  const entries = batch.map((one, index) => ({
    Id: String(index),
    Message: one.body.toString(),
    ...(attributes ? { MessageAttributes: attributesOf(one) } : {}),
  }))
  return client.send(new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }))
}

function attributesOf(one: Delivery) {
  const values = Object.entries(placedAttributes(one, 'nb-1'))
  return Object.fromEntries(values.map(([name, value]) => [name, { DataType: 'String', StringValue: value }]))
}

/** Each of `inFlight` places sends ten after ten. */
async function tens(
  all: readonly Delivery[],
  send: (batch: readonly Delivery[]) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const place = async () => {
    while (next < all.length) {
      const batch = all.slice(next, next + 10)
      next += 10
      await send(batch)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, place))
}
