/** The suite that holds every sink, against Google's own fake, one message to a request and several. */
import type { TestContext } from 'node:test'
import { pubsubSink } from '../../../sinks/pubsub/sink.ts'
import type { PstestFault, PstestMessage } from '../../servers/pstest.ts'
import { TOPIC } from '../../servers/pstest.ts'
import { ownPstest } from '../../servers/pstest-suite.ts'
import { type Arrival, type OtherSide, type Reply, type SinkSuite, sinkSuite } from '../../suites/sink.ts'

const secret = 'signature-secret'
const faults: { readonly [reply in Reply]: PstestFault } = {
  accept: { code: 0 },
  retry: { code: 14, message: 'The service was unable to fulfill your request.' },
  refuse: { code: 3, message: 'Invalid data in message: Message failed schema validation.' },
  throttle: { code: 8, message: 'Quota exceeded for quota metric', retryMs: 2_500 },
}

const pstest = ownPstest('the pubsub sink with pstest')
if (pstest.skip === false)
  for (const ordering of [true, false])
    sinkSuite({
      type: ordering ? 'pubsub' : 'pubsub, several messages to a request',
      ...can(ordering),
      holds: true,
      stops: true,
      secrets: [secret],
      open: t => otherSide(t, ordering),
    })

/** A request is answered as a whole: what one of several messages meets, all of them meet. */
function can(ordering: boolean): Pick<SinkSuite, 'replies' | 'throttleWait'> {
  return ordering ? { replies: ['retry', 'refuse', 'throttle'], throttleWait: 2_500 } : { replies: [] }
}

async function otherSide(t: TestContext, ordering: boolean): Promise<OtherSide> {
  const server = await pstest.start(t)
  return {
    arrived: () => server.requests.flatMap(({ messages }) => messages.map(arrivalOf)),
    connections: () => server.connections,
    sink: ({ timeout, concurrency }) =>
      pubsubSink.create(
        {
          type: 'pubsub',
          endpoint: server.url,
          topic: TOPIC,
          ordering,
          signatures: [{ scheme: 'netbox', secrets: [secret] }],
          timeout,
        },
        { name: 'analytics', userAgent: 'Sluice/1.2.3', concurrency },
      ),
    reply: replies => server.reply(replies.map(reply => faults[reply])),
    hold: () => server.control({ hold: true }),
    release: () => server.control({}),
    stop: () => server.kill(),
    start: () => server.start(),
  }
}

function arrivalOf({ data, attributes }: PstestMessage): Arrival {
  const { egress_id: egressId = '', source_id: sourceId = '', replay_id: replayId } = attributes
  return {
    body: data,
    dedupId: replayId === undefined ? egressId : `${egressId}:${replayId}`,
    egressId,
    sourceId,
  }
}
