import type { WrittenAuth } from '../../../sinks/http/auth.ts'
import { httpSink } from '../../../sinks/http/sink.ts'
import type { WrittenSignature } from '../../../sinks/signatures.ts'
import { SluiceError } from '../../../src/errors.ts'
import type { Outcome, Sink, SinkContext, Template } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'

/** A signal that nobody aborts. */
export const never = new AbortController().signal

/** What a test may set, as the schema would let it through. */
export interface MadeOptions {
  readonly method?: string
  readonly content_type?: string
  readonly headers?: string | { readonly [name: string]: string }
  readonly auth?: WrittenAuth
  readonly signatures?: readonly WrittenSignature[]
  readonly challenge?: { readonly secret?: string; readonly origin?: string }
  readonly compression?: string
  readonly compression_above?: number
  readonly batch?: { readonly max_count: number; readonly as?: string }
  readonly proxy?: string
  readonly proxy_resolves?: boolean
  readonly no_proxy?: readonly string[]
  readonly allow_private_addresses?: boolean
  readonly allow?: readonly string[]
  readonly timeout?: number
  readonly response_limit?: number
  readonly outcomes?: { readonly [kind: string]: readonly number[] }
  readonly tls?: { readonly [key: string]: string | boolean }
}

/** A template language of two words, enough for what an adapter does with one. */
function template(source: string): Template {
  if (source.includes('{{ wrong')) throw new SluiceError('template_invalid', 'line 1, column 1: wrong')
  return {
    fixed: source.includes('{{') ? undefined : source,
    render: ({ event }) =>
      source.replace(/\{\{ (\w+) \}\}/g, (_, name) => {
        if (name === 'fails') throw new SluiceError('template_failed', 'line 1, column 4: fails')
        return String(Reflect.get(event, name))
      }),
  }
}

/** What every sink of a test is made with. */
export const sinkContext: SinkContext = {
  name: 'crm',
  userAgent: 'Sluice/1.2.3',
  concurrency: 16,
  template,
  batchId: ids => `batch of ${ids.length}`,
}

/** A sink that sends to `url`, closed when the test ends. */
export async function httpSinkTo(
  t: { after(done: () => Promise<void>): void },
  url: string,
  options: MadeOptions = {},
): Promise<Sink> {
  const sink = await httpSink.create({ type: 'http', url, timeout: 20_000, ...options }, sinkContext)
  t.after(() => sink.close())
  return sink
}

/** The outcome of one delivery. */
export async function outcomeFrom(sink: Sink): Promise<Outcome> {
  const [outcome] = await sink.send([delivery()], never)
  return outcome!
}
