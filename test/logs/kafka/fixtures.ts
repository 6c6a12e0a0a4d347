import type { TestContext } from 'node:test'
import kafkajs, { type Admin } from 'kafkajs'
import type { KafkaConfig } from '../../../src/config/types.ts'
import { kafkaLog } from '../../../src/logs/kafka/index.ts'
import type { Log, Logger } from '../../../src/types.ts'
import { KeptLogger } from '../../helpers/outbox.ts'
import { until } from '../../helpers/until.ts'

/** Milliseconds that anything may take on a loaded machine: joining a group, an election. */
export const deadline = 30_000

/** A configuration for plain brokers, that notices lost members in 10 s. */
export function configFor(brokers: readonly string[], more: Partial<KafkaConfig> = {}): KafkaConfig {
  return {
    type: 'kafka',
    brokers,
    client_id: 'sluice-test',
    group: 'sluice-test',
    tls: undefined,
    sasl: undefined,
    session_timeout: 10_000,
    ...more,
  }
}

/** A log that is connected, and closed with the test. */
export async function openLog(
  t: TestContext,
  config: KafkaConfig,
  logger: Logger = new KeptLogger(),
): Promise<Log> {
  const log = kafkaLog(config, { logger })
  t.after(() => log.close())
  await log.open()
  await until(() => log.status().ready, `connected: ${log.status().detail}`, deadline)
  return log
}

/** Kafka's own administration, for what a log does not do. */
export async function withAdmin<T>(
  brokers: readonly string[],
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const { Kafka, logLevel } = kafkajs
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}
