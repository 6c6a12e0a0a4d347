import { Moves } from './admin/moves.ts'
import { type AdminServer, adminServer } from './admin/server.ts'
import type { AdminParts } from './admin/types.ts'
import type { AdminConfig, Config } from './config/types.ts'
import { Letters } from './dead-letters/letters.ts'
import { SluiceError } from './errors.ts'
import { Jobs, type JobsParts } from './jobs/jobs.ts'
import type { Logs } from './logs/open.ts'
import type { JobGauges } from './ops/index.ts'
import type { Routing } from './routing.ts'
import { formatsOf } from './sources.ts'
import { tryOut } from './try-out.ts'
import type { Logger, Sink } from './types.ts'

/** What runs at present; another configuration's takes its place at a reload. */
export interface Running {
  readonly config: Config
  /** The adapters, by sink. */
  readonly sinks: ReadonlyMap<string, Sink>
  readonly routing: Routing
}

export interface AdministrationParts {
  readonly running: Running
  readonly logs: Logs
  readonly logger: Logger
}

/** What operators can do while the router runs: its jobs, and the server that takes what they ask for. */
export class Administration {
  readonly server: AdminServer
  readonly #parts: Pick<AdministrationParts, 'logs' | 'logger'>
  readonly #jobs: Jobs
  readonly #use: (parts: AdminParts) => void

  private constructor(
    server: AdminServer,
    parts: Pick<AdministrationParts, 'logs' | 'logger'>,
    jobs: Jobs,
    use: (parts: AdminParts) => void,
  ) {
    this.server = server
    this.#parts = parts
    this.#jobs = jobs
    this.#use = use
  }

  /** @throws SluiceError `listen_failed` */
  static async start(admin: AdminConfig, parts: AdministrationParts): Promise<Administration> {
    const jobs = new Jobs(jobsParts(parts.running, parts))
    let now = adminParts(parts.running, parts, jobs)
    const server = await adminServer({ listen: admin.listen, now: () => now, logger: parts.logger })
    return new Administration(server, parts, jobs, next => {
      now = next
    })
  }

  /** Replays and redrives that are under way. */
  jobs(): readonly JobGauges[] {
    return this.#jobs.underWay.map(({ kind, sink, offsets, settled }) => ({
      kind,
      sink,
      remaining: offsets - settled,
    }))
  }

  /** Jobs commit what settled, and do nothing until `use`; `grace` in milliseconds. Never rejects. */
  suspend(grace: number): Promise<void> {
    return this.#jobs.suspend(grace)
  }

  /** Goes on with another configuration: its tokens, its sinks; and so do the jobs that were under way. */
  use(running: Running): void {
    this.#use(adminParts(running, this.#parts, this.#jobs))
    this.#jobs.use(jobsParts(running, this.#parts))
  }
}

type Shared = Pick<AdministrationParts, 'logs' | 'logger'>

function lettersOf({ routing: { deadLetters } }: Running, { logs }: Shared): Letters {
  return new Letters({ log: logs.deadLetters, topicOf: sink => deadLetters.topicOf(sink) })
}

function jobsParts(running: Running, shared: Shared): JobsParts {
  const { config, sinks, routing } = running
  const { source } = shared.logs
  return {
    config,
    sinks,
    source,
    letters: lettersOf(running, shared),
    router: routing.uncounted,
    formats: formatsOf(config.sources, source.id),
    rules: config.rules,
    deadLetters: routing.deadLetters,
    logger: shared.logger,
  }
}

function adminParts(running: Running, shared: Shared, jobs: Jobs): AdminParts {
  const { config, sinks, routing } = running
  return {
    config,
    moves: new Moves({ config, readers: routing.readers, log: shared.logs.source }),
    letters: lettersOf(running, shared),
    jobs,
    states: () => routing.outboxes.map(({ name, state }) => [name, state] as const),
    test: async name => {
      const [adapter, settings] = [sinks.get(name), config.sinks.get(name)]
      if (adapter === undefined || settings === undefined)
        throw new SluiceError('sink_unknown', `no sink ${name} in the configuration`)
      return tryOut(adapter, settings, config)
    },
  }
}
