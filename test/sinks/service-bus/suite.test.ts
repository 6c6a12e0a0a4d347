/**
 * The suite that holds every sink: against the double, by themselves and in batches, which are refused as a whole; and
 * against Artemis, an AMQP stack that is not the SDK's own.
 */
import { after, describe } from 'node:test'
import { AmqpTap } from '../../helpers/amqp-tap.ts'
import { ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import { artemisFor } from '../../servers/artemis-suite.ts'
import { sinkSuite } from '../../suites/sink.ts'
import { doubleSide, tapSide } from './other-side.ts'

for (const most of [1, 100])
  sinkSuite({
    type: most === 1 ? 'service_bus, one by one' : 'service_bus, in batches',
    // What is to be retried is all of a batch.
    replies: most === 1 ? ['retry', 'refuse', 'throttle'] : ['refuse'],
    throttleWait: 4_000,
    holds: true,
    stops: true,
    secrets: ['key-secret'],
    open: async t => doubleSide(await ServiceBusDouble.start(t), { batch: { max_count: most } }),
  })

const artemis = artemisFor('the service_bus sink with Artemis')
describe('with Artemis', { skip: artemis.skip }, () => {
  after(() => artemis.stop())

  sinkSuite({
    type: 'service_bus, to a broker of another kind',
    replies: [], // it accepts, or does not know the address
    holds: true,
    stops: true,
    secrets: ['key-secret'],
    open: async t => tapSide(await AmqpTap.start(t, (await artemis.get()).port)),
  })
})
