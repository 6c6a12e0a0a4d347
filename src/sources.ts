import type { SourceConfig } from './config/types.ts'
import { messageKey, netboxFormat } from './formats/index.ts'
import type { Format } from './types.ts'

/** How the records of each topic become events. `logId` is the log's own id; empty on Kafka. */
export function formatsOf(sources: readonly SourceConfig[], logId: string): ReadonlyMap<string, Format> {
  return new Map(
    sources.flatMap(({ topics, key }) => {
      const format = netboxFormat({ key, logId })
      return topics.map(topic => [topic, format] as const)
    }),
  )
}

/** What orders a record that comes in over HTTP: the same as what orders one without a key. */
export function keyOf(sources: readonly SourceConfig[], topic: string, body: Buffer): Buffer | null {
  const source = sources.find(({ topics }) => topics.includes(topic))
  const key = source === undefined ? undefined : messageKey(body, source.key)
  return key === undefined ? null : Buffer.from(key)
}
