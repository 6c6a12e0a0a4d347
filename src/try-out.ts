import type { Config, SinkConfig } from './config/types.ts'
import { SluiceError } from './errors.ts'
import type { EventWork } from './outbox/owed.ts'
import { adapterSender } from './outbox/sender.ts'
import { wrappingOf } from './outboxes.ts'
import { testEvent } from './test-event.ts'
import type { Delivery, Outcome, Sink } from './types.ts'

const longest = 120_000 // ms; every sink has a shorter deadline of its own

/**
 * Sends a test event through a sink's adapter, once; what came of it, and after how many milliseconds.
 * @throws SluiceError `test_failed` where no body can be made.
 */
export async function tryOut(
  adapter: Sink,
  sink: SinkConfig,
  config: Config,
): Promise<{ readonly outcome: Outcome; readonly took: number }> {
  const event = testEvent(Date.now())
  const work = { record: event.record, event, match: { rules: [], sinks: [sink.name] } }
  const { delivery, refused } = await deliveryFor(sink, work, config)
  if (delivery === undefined) throw new SluiceError('test_failed', `sink ${sink.name}: ${refused}`)
  const test = { ...delivery, rules: [], dedupId: delivery.dedupId, test: true }
  const since = performance.now()
  const [outcome] = await adapter.send([test], AbortSignal.timeout(longest))
  return { outcome: outcome!, took: Math.round(performance.now() - since) }
}

/** The delivery that the first attempt would be, or why there can be none. */
export async function deliveryFor(
  sink: SinkConfig,
  work: EventWork,
  config: Config,
): Promise<{ readonly delivery: Delivery | undefined; readonly refused: string }> {
  let delivery: Delivery | undefined
  const collector = {
    async send([first]: readonly Delivery[]) {
      delivery = first
      return []
    },
    async close() {},
  }
  const attempt = { work, number: 1, firstFailure: 0, egressId: '' }
  const sender = adapterSender(collector, wrappingOf(sink, config))
  const [outcome] = await sender.send([attempt], new AbortController().signal)
  return { delivery, refused: outcome?.kind === 'refused' ? outcome.reason : '' }
}
