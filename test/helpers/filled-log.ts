import { embeddedLog } from '../../src/logs/embedded/index.ts'
import { quietLogger } from './quiet-logger.ts'

/** Makes an embedded log in a folder, with one topic of one partition that holds these messages. Closed again. */
export async function fillLog(
  path: string,
  topic: string,
  messages: readonly (string | Buffer)[],
  timestampOf: (index: number) => number = Date.now,
): Promise<void> {
  const settings = { group: 'sluice', partitions: 1, retention: 0, max_bytes: 0, on_full: 'refuse' } as const
  const log = embeddedLog({ type: 'embedded', path, ...settings }, { logger: quietLogger })
  await log.open()
  await log.createTopic(topic, { partitions: 1 })
  await log.append(
    topic,
    messages.map((message, index) => ({
      key: null,
      value: Buffer.from(message),
      timestamp: timestampOf(index),
    })),
  )
  await log.close()
}
