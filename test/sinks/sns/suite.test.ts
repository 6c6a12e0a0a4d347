/** The suite that holds every sink, against a stand-in for SNS, and with moto behind it. */
import type { TestContext } from 'node:test'
import { MotoQueue } from '../../helpers/moto-queue.ts'
import { type Entry, fifoTopic, SnsDouble, standardTopic } from '../../helpers/sns-double.ts'
import { motoFor } from '../../servers/moto-suite.ts'
import { type Arrival, type OtherSide, type Reply, sinkSuite } from '../../suites/sink.ts'
import { snsSinkWith } from './make.ts'

const codes: { readonly [reply in Reply]: string | undefined } = {
  accept: undefined,
  retry: 'InternalError',
  refuse: 'InvalidParameter',
  throttle: 'Throttling',
}

for (const topic of [standardTopic, fifoTopic]) suite('the stand-in', topic, async () => undefined)

const moto = motoFor('the sns sink with moto behind the stand-in')
if (moto.skip === false)
  for (const topic of [standardTopic, fifoTopic])
    suite('moto', topic, async () => {
      const { url } = await moto.get()
      await MotoQueue.make(url, topic.split(':').at(-1)!)
      return url
    })

function suite(name: string, topic: string, upstream: (t: TestContext) => Promise<string | undefined>): void {
  sinkSuite({
    type: `sns with ${name}, ${topic === fifoTopic ? 'FIFO' : 'standard'}`,
    replies: ['retry', 'refuse', 'throttle'],
    throttleWait: 1_000,
    holds: true,
    // Moto is too slow for hundreds of messages within the suite's deadlines: moto.test.ts kills it.
    stops: name !== 'moto',
    secrets: ['secret'],
    open: async t => otherSide(t, topic, await upstream(t)),
  })
}

async function otherSide(t: TestContext, topic: string, upstream: string | undefined): Promise<OtherSide> {
  const double = await SnsDouble.start(t, upstream)
  const { receiver } = double
  return {
    arrived: () => double.batches.flat().map(arrivalOf),
    connections: () => receiver.open,
    sink: ({ timeout, concurrency }) =>
      snsSinkWith({ after: () => {} }, { topic_arn: topic, endpoint: double.url, timeout }, { concurrency }),
    reply: replies => double.fail(replies.map(reply => codes[reply])),
    hold: () => receiver.hold(),
    release: () => receiver.release(),
    stop: () => receiver.stop(),
    start: () => receiver.start(),
  }
}

/** Standard topics have no field for a dedup id: the attributes make it up. */
function arrivalOf({ message, dedupId, attributes }: Entry): Arrival {
  const { egress_id: egressId = '', source_id: sourceId = '', replay_id } = attributes
  const made = replay_id === undefined ? egressId : `${egressId}:${replay_id}`
  return { body: Buffer.from(message), dedupId: dedupId ?? made, egressId, sourceId }
}
