import type { Config } from '../../config/types.ts'
import { Router } from '../../router.ts'
import { formatsOf } from '../../sources.ts'
import type { Matcher, ReaderMeter } from '../../types.ts'

const nothing = () => {}

/** Counts nothing: what people look at is not traffic. */
const silent: ReaderMeter = {
  received: nothing,
  matched: nothing,
  unmatched: nothing,
  tombstone: nothing,
  undecodable: nothing,
  tenure: nothing,
  reread: nothing,
  commit: nothing,
  missed: nothing,
  ruleMatched: nothing,
  ruleFailed: nothing,
}

/** The running router's own decisions, without its counts. */
export function silentRouter(config: Config, logId: string, matcher: Matcher): Router {
  return new Router({
    formats: formatsOf(config.sources, logId),
    matcher,
    maxRecordBytes: config.limits.max_record_bytes,
    meter: silent,
  })
}
