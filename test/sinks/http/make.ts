import { httpSink } from '../../../sinks/http/sink.ts'
import type { Outcome, Sink } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'

/** A signal that nobody aborts. */
export const never = new AbortController().signal

/** What a test may set, as the schema would let it through. */
export interface MadeOptions {
  readonly headers?: { readonly [name: string]: string }
  readonly timeout?: number
  readonly response_limit?: number
  readonly outcomes?: { readonly [kind: string]: readonly number[] }
  readonly tls?: { readonly [key: string]: string | boolean }
}

/** A sink that sends to `url`, closed when the test ends. */
export async function httpSinkTo(
  t: { after(done: () => Promise<void>): void },
  url: string,
  options: MadeOptions = {},
): Promise<Sink> {
  const context = { name: 'crm', userAgent: 'Sluice/1.2.3', concurrency: 16 }
  const sink = await httpSink.create({ type: 'http', url, timeout: 20_000, ...options }, context)
  t.after(() => sink.close())
  return sink
}

/** The outcome of one delivery. */
export async function outcomeFrom(sink: Sink): Promise<Outcome> {
  const [outcome] = await sink.send([delivery()], never)
  return outcome!
}
