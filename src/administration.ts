import { Moves } from './admin/moves.ts'
import { type AdminServer, adminServer } from './admin/server.ts'
import type { AdminConfig, Config } from './config/types.ts'
import { Letters } from './dead-letters/letters.ts'
import { SluiceError } from './errors.ts'
import { Jobs } from './jobs/jobs.ts'
import type { Logs } from './logs/open.ts'
import type { DeadLetters } from './outbox/dead-letters.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Readers } from './readers.ts'
import type { Router } from './router.ts'
import { formatsOf } from './sources.ts'
import { tryOut } from './try-out.ts'
import type { Logger, Sink } from './types.ts'

export interface AdministrationParts {
  readonly config: Config
  readonly logs: Logs
  readonly sinks: ReadonlyMap<string, Sink>
  readonly outboxes: readonly Outbox[]
  readonly readers: Readers
  /** Decides without counting. */
  readonly router: Router
  readonly deadLetters: DeadLetters
  readonly logger: Logger
}

/** What operators can do while the router runs: its jobs, and the server that takes what they ask for. */
export class Administration {
  readonly server: AdminServer
  readonly #jobs: Jobs

  private constructor(server: AdminServer, jobs: Jobs) {
    this.server = server
    this.#jobs = jobs
  }

  /** @throws SluiceError `listen_failed` */
  static async start(admin: AdminConfig, parts: AdministrationParts): Promise<Administration> {
    const { config, logs, sinks, outboxes, readers, router, deadLetters, logger } = parts
    const letters = new Letters({ log: logs.deadLetters, topicOf: sink => deadLetters.topicOf(sink) })
    const jobs = new Jobs({
      config,
      source: logs.source,
      letters,
      router,
      formats: formatsOf(config.sources, logs.source.id),
      rules: config.rules,
      sinks,
      deadLetters,
      logger,
    })
    const server = await adminServer({
      admin,
      config,
      moves: new Moves({ config, readers, log: logs.source }),
      letters,
      jobs,
      states: () => outboxes.map(({ name, state }) => [name, state] as const),
      test: name => {
        const [adapter, settings] = [sinks.get(name), config.sinks.get(name)]
        if (adapter === undefined || settings === undefined)
          throw new SluiceError('sink_unknown', `no sink ${name} in the configuration`)
        return tryOut(adapter, settings, config)
      },
      logger,
    })
    return new Administration(server, jobs)
  }

  /** Jobs commit what settled, and can be gone on with; `grace` in milliseconds. Never rejects. */
  stopJobs(grace: number): Promise<void> {
    return this.#jobs.stop(grace)
  }
}
