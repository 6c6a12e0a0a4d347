import type { Work } from '../outbox/owed.ts'
import type { RecordRouter, Routed, Router } from '../router.ts'
import type { WhereCheck } from '../rules/index.ts'
import type { LogRecord } from '../types.ts'

export interface ReplayRouterParts {
  /** Decides without counting: these records have been counted. */
  readonly router: Router
  readonly sink: string
  readonly replayId: string
  /** Undefined: all that the rules send to the sink. */
  readonly where: WhereCheck | undefined
}

/** Of the source's records those that the rules, as they are now, send to one sink; marked as a replay. */
export class ReplayRouter implements RecordRouter {
  readonly #parts: ReplayRouterParts

  constructor(parts: ReplayRouterParts) {
    this.#parts = parts
  }

  route(record: LogRecord): Routed {
    const { router, sink, replayId, where } = this.#parts
    const routed = router.routeAgain(record)
    if (routed === undefined || !('match' in routed) || !routed.match.sinks.includes(sink)) return undefined
    // A condition that fails does not hold, as in a rule.
    if (where !== undefined && where(routed.event) !== true) return undefined
    return { ...routed, match: { ...routed.match, sinks: [sink] }, replay: { id: replayId } }
  }

  routeAgain(record: LogRecord): Routed {
    return this.route(record)
  }

  detach(work: Work): Work {
    return this.#parts.router.detach(work)
  }
}
