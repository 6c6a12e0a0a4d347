import { mqttSink } from '../../../sinks/mqtt/sink.ts'
import type { Outcome, Sink } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'

/** A signal that nobody aborts. */
export const never = new AbortController().signal

/** What a test may set, as the schema would let it through. */
export type MadeOptions = { readonly [option: string]: unknown }

/** A sink that is closed when the test ends; its topic is `netbox/<model>`. */
export async function mqttSinkWith(
  t: { after(done: () => Promise<void>): void },
  options: MadeOptions,
): Promise<Sink> {
  const context = { name: 'edge', userAgent: 'Sluice/1.2.3', concurrency: 16, netboxId: 'nb-1' }
  const written = {
    type: 'mqtt',
    topic: 'netbox/{{ model }}',
    timeout: 20_000,
    connect_timeout: 10_000,
    ...options,
  }
  const sink = await mqttSink.create(written, context)
  t.after(() => sink.close())
  return sink
}

/** The outcome of one delivery. */
export async function outcomeFrom(sink: Sink): Promise<Outcome> {
  const [outcome] = await sink.send([delivery()], never)
  return outcome!
}
