import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { ServiceBusClient, type ServiceBusMessage, type ServiceBusSender } from '@azure/service-bus'
import { attributesOf } from '../../sinks/attributes.ts'
import { serviceBusSink } from '../../sinks/service-bus/sink.ts'
import type { Delivery, Sink } from '../../src/types.ts'
import { chunksOf, inTurns, type Send, type SinkBench } from '../parts/sink-bench.ts'

const batch = 100
const inFlight = 4 // batches
const singles = 100 // messages by themselves, in flight

/**
 * One link to a server that accepts all: the bare SDK in batches of 100, four in flight, without and with our
 * properties, and the adapter; then one by one, 100 in flight.
 *
 * Latest (Node 26.10, 2 shared cores; CPU µs per event): in batches the SDK 11 to 14, with our properties 20 to 22, the sink 9 to 10
 * (138,000 events/s), since it encodes messages itself; one by one the SDK 30, with our properties 35 to 42, the sink 46 to 52.
 */
export async function bench(): Promise<SinkBench> {
  const server = fork(join(import.meta.dirname, '../parts/service-bus-server.ts'), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const [port] = await once(server.stdout!, 'data')
  const text = `Endpoint=sb://127.0.0.1:${Number(port)};SharedAccessKeyName=k;SharedAccessKey=abc=;UseDevelopmentEmulator=true`
  const client = new ServiceBusClient(text, { retryOptions: { maxRetries: 0 } })
  const sender = client.createSender('netbox')
  const sink = await serviceBusSink.create(
    { type: 'service_bus', connection_string: text, topic: 'netbox', session: 'key' },
    { name: 'bench', userAgent: 'Sluice/0.0.0', concurrency: 16, netboxId: 'nb-1' },
  )
  return {
    ways: new Map<string, Send>([
      ['SDK, batches', all => bareBatches(sender, all, small)],
      ['SDK, batches, with properties', all => bareBatches(sender, all, whole)],
      ['sink, batches', all => batches(sink, all)],
      ['SDK, one by one', all => inTurns(all, singles, one => sender.sendMessages(small(one)))],
      [
        'SDK, one by one, with properties',
        all => inTurns(all, singles, one => sender.sendMessages(whole(one))),
      ],
      ['sink, one by one', all => inTurns(all, singles, one => sink.send([one], signal))],
    ]),
    async stop() {
      await client.close()
      await sink.close()
      server.kill()
    },
  }
}

const { signal } = new AbortController()

function bareBatches(
  sender: ServiceBusSender,
  all: readonly Delivery[],
  messageOf: (one: Delivery) => ServiceBusMessage,
): Promise<void> {
  return inTurns(chunksOf(all, batch), inFlight, async chunk => {
    const filled = await sender.createMessageBatch()
    for (const one of chunk) if (!filled.tryAddMessage(messageOf(one))) throw new Error('no room')
    await sender.sendMessages(filled)
  })
}

function batches(sink: Sink, all: readonly Delivery[]): Promise<void> {
  return inTurns(chunksOf(all, batch), inFlight, chunk => sink.send(chunk, signal))
}

function small({ body, dedupId }: Delivery): ServiceBusMessage {
  return { body, messageId: dedupId }
}

function whole(one: Delivery): ServiceBusMessage {
  return {
    body: one.body,
    messageId: one.dedupId,
    sessionId: one.event.key!,
    subject: one.event.type,
    contentType: 'application/json',
    applicationProperties: attributesOf(one, 'nb-1'),
  }
}
