import { pubsubSink } from '../../../sinks/pubsub/sink.ts'
import type { Outcome, Sink } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { TOPIC } from '../../servers/pstest.ts'

/** A signal that nobody aborts. */
export const never = new AbortController().signal

/** What a test may set, as the schema would let it through. */
export type MadeOptions = { readonly [option: string]: unknown }

/** A sink that is closed when the test ends. */
export async function pubsubSinkWith(
  t: { after(done: () => Promise<void>): void },
  options: MadeOptions,
): Promise<Sink> {
  const context = { name: 'analytics', userAgent: 'Sluice/1.2.3', concurrency: 16, netboxId: 'nb-1' }
  const sink = await pubsubSink.create({ type: 'pubsub', topic: TOPIC, timeout: 20_000, ...options }, context)
  t.after(() => sink.close())
  return sink
}

/** The outcome of one delivery. */
export async function outcomeFrom(sink: Sink): Promise<Outcome> {
  const [outcome] = await sink.send([delivery()], never)
  return outcome!
}
