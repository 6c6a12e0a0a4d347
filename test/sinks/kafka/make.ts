import type { TestContext } from 'node:test'
import { kafkaSink } from '../../../sinks/kafka/sink.ts'
import { appendLogsOf } from '../../../src/append-logs.ts'
import type { Config, SinkConfig } from '../../../src/config/types.ts'
import { kafkaLog } from '../../../src/logs/kafka/index.ts'
import type { LogRecord, Sink, SinkContext } from '../../../src/types.ts'
import { load } from '../../helpers/config-files.ts'
import { quietLogger } from '../../helpers/quiet-logger.ts'
import { configFor, withAdmin } from '../../logs/kafka/fixtures.ts'

/** A signal that nobody aborts. */
export const never = new AbortController().signal

/** Options of a sink as its schema lets them through. */
export interface Written {
  readonly brokers: readonly string[]
  readonly topic: string
  readonly [key: string]: unknown
}

/** What the sink is made with: a log opened for it, beside a configuration that reads the embedded one. */
export async function contextFor(t: TestContext, written: Written): Promise<SinkContext> {
  const { config } = await load(t, 'ingest: {}\nsinks: { a: { type: file, stdout: true } }\nrules: []\n')
  return contextIn(config, written)
}

/** The same, beside a given configuration. */
export function contextIn(config: Config, written: Written): SinkContext {
  const sink = { name: 'copy', type: 'kafka', options: optionsOf(written) } as unknown as SinkConfig
  return {
    name: 'copy',
    userAgent: 'Sluice/1.2.3',
    concurrency: 16,
    netboxId: 'nb-1',
    log: appendLogsOf(sink, { config, logger: quietLogger }),
  }
}

export function optionsOf(written: Written): { type: 'kafka' } & Written {
  return { client_id: 'sluice-test', ...written, type: 'kafka' }
}

/** A sink that is closed with the test. */
export async function sinkFor(t: TestContext, written: Written): Promise<Sink> {
  const sink = await kafkaSink.create(optionsOf(written), await contextFor(t, written))
  t.after(() => sink.close())
  return sink
}

export async function createTopic(
  brokers: readonly string[],
  topic: string,
  numPartitions = 1,
): Promise<void> {
  await withAdmin(brokers, admin => admin.createTopics({ topics: [{ topic, numPartitions }] }))
}

/** All records of a topic, partition by partition. */
export async function recordsOf(brokers: readonly string[], topic: string): Promise<readonly LogRecord[]> {
  const log = kafkaLog(configFor(brokers), { logger: quietLogger })
  await log.open()
  try {
    const records: LogRecord[] = []
    for (const [partition, { start, end }] of ((await log.bounds(topic)) ?? []).entries())
      if (end > start) for await (const record of log.scan(topic, partition, start, end)) records.push(record)
    return records
  } finally {
    await log.close()
  }
}
