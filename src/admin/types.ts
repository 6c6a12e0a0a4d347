import type { Config } from '../config/types.ts'
import type { Letters } from '../dead-letters/letters.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { OutboxState } from '../outbox/types.ts'
import type { Outcome } from '../types.ts'
import type { Fields } from './fields.ts'
import type { Moves } from './moves.ts'
import type { Caller } from './tokens.ts'

/** What a request is about, as far as it was found good. */
export interface Asked {
  /** Of the path: a sink's name, a job's id. */
  readonly name: string
  /** Its body, or its query where it only looks. */
  readonly fields: Fields
  readonly caller: Caller
}

/** One operation. What it gives is answered with 200. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `:name` is the sink or the job. */
  readonly path: string
  readonly fields: readonly string[]
  readonly run: (asked: Asked) => Promise<object> | object
}

/** What operations work on. */
export interface AdminParts {
  readonly config: Config
  readonly moves: Moves
  readonly letters: Letters
  readonly jobs: Jobs
  /** Of each sink of the configuration, `undecodable` last. */
  readonly states: () => Iterable<readonly [sink: string, state: OutboxState]>
  /** Sends a test event through a running sink. */
  readonly test: (sink: string) => Promise<{ readonly outcome: Outcome; readonly took: number }>
}
