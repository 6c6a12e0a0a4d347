import { ServiceBusClient } from '@azure/service-bus'
import { Connection, type ConnectionOptions } from '../../../sinks/service-bus/connection.ts'
import { serviceBusSink } from '../../../sinks/service-bus/sink.ts'
import type { Outcome, Sink } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'
import type { ServiceBusDouble } from '../../helpers/service-bus-double.ts'

/** A signal that nobody aborts. */
export const never = new AbortController().signal

/** One that aborts when the test ends: what the SDK still waits for ends with it. */
export function untilEndOf(t: Test): AbortSignal {
  const aborter = new AbortController()
  t.after(async () => aborter.abort())
  return aborter.signal
}

interface Test {
  after(done: () => Promise<void>): void
}

/** A sink that is closed when the test ends; it sends to the topic `netbox`. */
export async function sinkWith(
  t: Test,
  double: Pick<ServiceBusDouble, 'connectionString'>,
  options: { readonly [option: string]: unknown } = {},
): Promise<Sink> {
  const written = {
    type: 'service_bus',
    connection_string: double.connectionString,
    topic: 'netbox',
    timeout: 20_000,
    ...options,
  }
  const context = { name: 'workflow', userAgent: 'Sluice/1.2.3', concurrency: 16, netboxId: 'nb-1' }
  const sink = await serviceBusSink.create(written, context)
  t.after(() => sink.close())
  return sink
}

/** How a connection to the double is made. */
export function connectionOptions(
  double: Pick<ServiceBusDouble, 'connectionString'>,
  connectTimeout = 20_000,
): ConnectionOptions {
  const retryOptions = { maxRetries: 0, timeoutInMs: 20_000 }
  return {
    client: () => new ServiceBusClient(double.connectionString, { retryOptions }),
    entity: 'netbox',
    connectTimeout,
  }
}

/** A connection that is closed when the test ends. */
export function connectionTo(t: Test, double: ServiceBusDouble, connectTimeout?: number): Connection {
  const connection = new Connection(connectionOptions(double, connectTimeout))
  t.after(() => connection.close())
  return connection
}

/** The outcome of one delivery. */
export async function outcomeFrom(sink: Sink): Promise<Outcome> {
  const [outcome] = await sink.send([delivery()], never)
  return outcome!
}

/** An outcome in a few words. */
export function words(outcome: Outcome | undefined): string {
  if (outcome?.kind === undefined || outcome.kind === 'delivered') return String(outcome?.kind)
  const { kind, class: errorClass } = outcome
  return kind === 'retry' && outcome.alarm === true ? `retry ${errorClass} alarm` : `${kind} ${errorClass}`
}
