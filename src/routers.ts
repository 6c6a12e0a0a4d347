import type { Config } from './config/types.ts'
import { Router } from './router.ts'
import { comparePlainly, countAbsentPaths, createMatcher, FailureLog } from './rules/index.ts'
import { formatsOf } from './sources.ts'
import type { Logger, Matcher, ReaderMeter, RuleMeter } from './types.ts'

export interface RoutersParts {
  /** The source log's own id, which goes into derived source ids. */
  readonly logId: string
  readonly meter: RuleMeter
  readonly logger: Logger
}

/** The routers of a configuration: one for each meter that counts their decisions. */
export class Routers {
  readonly #config: Config
  readonly #parts: RoutersParts
  readonly #made = new Map<ReaderMeter | undefined, Router>()

  constructor(config: Config, parts: RoutersParts) {
    this.#config = config
    this.#parts = parts
  }

  /** Without a meter its decisions are counted and told nowhere: another read counts the same records. */
  get(meter: ReaderMeter | undefined): Router {
    let router = this.#made.get(meter)
    if (router === undefined) {
      const { sources, limits } = this.#config
      router = new Router({
        formats: formatsOf(sources, this.#parts.logId),
        matcher: meter === undefined ? this.#index(() => {}) : this.#counted(meter),
        maxRecordBytes: limits.max_record_bytes,
        meter,
      })
      this.#made.set(meter, router)
    }
    return router
  }

  #counted(reader: ReaderMeter): Matcher {
    const { rules } = this.#config
    const { meter, logger } = this.#parts
    const failures = new FailureLog({ logger, meter: reader })
    const index = this.#index((...what) => failures.failed(...what))
    return countAbsentPaths({
      matcher: comparePlainly({ matcher: index, rules, meter, logger }),
      rules,
      meter,
    })
  }

  #index(failed: Parameters<typeof createMatcher>[0]['failed']): Matcher {
    const { rules, unmatched } = this.#config
    return createMatcher({ rules, unmatched: unmatched.sinks, failed })
  }
}
