import type { SourceConfig } from './config/types.ts'
import { netboxFormat } from './formats/index.ts'
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
