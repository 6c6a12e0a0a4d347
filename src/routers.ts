import type { Config } from './config/types.ts'
import { netboxFormat } from './formats/index.ts'
import { Router } from './router.ts'
import { createMatcher } from './rules/index.ts'
import type { Event, Format, ReaderMeter, Rule } from './types.ts'

export interface RoutersParts {
  /** The source log's own id, which goes into derived source ids. */
  readonly logId: string
  readonly ruleFailed: (rule: Rule, reason: string, event: Event) => void
}

/** A router by a configuration. Without a meter its decisions are counted nowhere: another read counts the same records. */
export function routerOf(config: Config, parts: RoutersParts, meter: ReaderMeter | undefined): Router {
  const { rules, unmatched, limits } = config
  const failed = meter === undefined ? () => {} : parts.ruleFailed
  return new Router({
    formats: formatsOf(config, parts.logId),
    matcher: createMatcher({ rules, unmatched: unmatched.sinks, failed }),
    maxRecordBytes: limits.max_record_bytes,
    meter,
  })
}

function formatsOf({ sources }: Config, logId: string): ReadonlyMap<string, Format> {
  return new Map(
    sources.flatMap(({ topics, key }) => {
      const format = netboxFormat({ key, logId })
      return topics.map(topic => [topic, format] as const)
    }),
  )
}
