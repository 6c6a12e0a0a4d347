import type { Config } from './config/types.ts'
import { errorFields } from './errors.ts'
import type { Logs } from './logs/open.ts'
import type { Metrics } from './ops/index.ts'
import { DeadLetters } from './outbox/dead-letters.ts'
import type { Outbox } from './outbox/outbox.ts'
import { type Outboxes, outboxesOf } from './outboxes.ts'
import { Readers } from './readers.ts'
import type { Router } from './router.ts'
import { Routers } from './routers.ts'
import type { Logger, Sink } from './types.ts'

export interface RoutingParts {
  readonly logs: Logs
  /** The adapters, by sink. */
  readonly sinks: ReadonlyMap<string, Sink>
  readonly metrics: Metrics
  readonly logger: Logger
  /** Reading cannot go on without an operator. */
  readonly fatal: (error: Error) => void
}

/** What a configuration decides about events: rules, outboxes and the reads that feed them. Another one takes its place at a reload. */
export class Routing {
  readonly config: Config
  readonly readers: Readers
  readonly deadLetters: DeadLetters
  readonly #routers: Routers
  readonly #outboxes: Outboxes

  constructor(config: Config, { logs, sinks, metrics, logger, fatal }: RoutingParts) {
    this.config = config
    this.deadLetters = new DeadLetters({
      log: logs.deadLetters,
      topic: config.dead_letters.topic,
      fingerprint: config.fingerprint,
      cut: sink => metrics.sink(sink).deadLetterCut(),
    })
    const routers = new Routers(config, { logId: logs.source.id, meter: metrics.rules, logger })
    this.#routers = routers
    this.#outboxes = outboxesOf(config, {
      sinks,
      deadLetters: this.deadLetters,
      router: routers.get(metrics.reader),
      meterOf: sink => metrics.sink(sink),
      logger,
    })
    this.readers = new Readers(config, {
      outboxes: this.#outboxes,
      router: meter => routers.get(meter),
      writeGap: gap => this.deadLetters.writeGap(gap),
      meter: metrics.reader,
      logger,
      log: logs.source,
      fatal: error => {
        logger.error(errorFields(error), 'reading cannot go on')
        fatal(error)
      },
    })
  }

  /** Decides as the reads do, and counts nothing. */
  get uncounted(): Router {
    return this.#routers.get(undefined)
  }

  /** Every sink's, `undecodable` last. */
  get outboxes(): readonly Outbox[] {
    return [...this.#outboxes.sinks.values(), this.#outboxes.undecodable]
  }
}
