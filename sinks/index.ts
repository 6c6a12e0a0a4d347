import type { SinkType } from '../src/types.ts'

/**
 * Every sink type by the name that a configuration gives it. What a type needs is loaded by the call, so a router pays
 * only for the types that it uses.
 */
export const sinkTypes: ReadonlyMap<string, () => Promise<SinkType>> = new Map([
  ['file', async () => (await import('./file/sink.ts')).fileSink],
  ['http', async () => (await import('./http/sink.ts')).httpSink],
  ['kafka', async () => (await import('./kafka/sink.ts')).kafkaSink],
  ['log', async () => (await import('./log/sink.ts')).logSink],
  ['mqtt', async () => (await import('./mqtt/sink.ts')).mqttSink],
  ['pubsub', async () => (await import('./pubsub/sink.ts')).pubsubSink],
  ['service_bus', async () => (await import('./service-bus/sink.ts')).serviceBusSink],
  ['sns', async () => (await import('./sns/sink.ts')).snsSink],
])
