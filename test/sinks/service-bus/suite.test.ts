/** The suite that holds every sink, against the double: by themselves, and in batches, which are refused as a whole. */
import { ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import { sinkSuite } from '../../suites/sink.ts'
import { doubleSide } from './other-side.ts'

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
