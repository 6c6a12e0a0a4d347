import type { PositionsView, StandingView } from '../../admin/positions.ts'
import { SluiceError } from '../../errors.ts'
import { Client } from './client.ts'
import { instancesOf, tokenOf } from './instances.ts'
import type { AdminOptions } from './options.ts'

/** What an answer says of where sinks stand. */
type Standings = Pick<PositionsView, 'partitions' | 'positions'>

/** All instances that share the work. */
export class Fleet {
  readonly clients: readonly Client[]

  constructor(clients: readonly Client[]) {
    this.clients = clients
  }

  /** Those that the options name. @throws SluiceError as `instancesOf` and `tokenOf`. */
  static async of(options: AdminOptions): Promise<Fleet> {
    const token = await tokenOf(options)
    return new Fleet((await instancesOf(options)).map(url => new Client(url, token)))
  }

  /** The one that is asked where one is enough. */
  get first(): Client {
    const [first] = this.clients
    if (first === undefined) throw new SluiceError('usage', 'no instance is named')
    return first
  }

  /** What all answer. @throws SluiceError of the first that did not, with what the others have done already. */
  async askAll<Answer>(method: 'GET' | 'POST', path: string, body?: object): Promise<readonly Answer[]> {
    const results = await Promise.allSettled(
      this.clients.map(client => client.ask<Answer>(method, path, body)),
    )
    const answers = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
    const failed = results.find(result => result.status === 'rejected')
    if (failed === undefined) return answers
    const { reason } = failed as { reason: unknown }
    if (!(reason instanceof SluiceError) || answers.length === 0 || method === 'GET') throw reason
    const { code, message, hint } = reason
    throw new SluiceError(code, `${message}; ${answers.length} of ${results.length} instances have done it`, {
      cause: reason,
      hint,
    })
  }
}

/** Every instance's positions together. */
export function together(answers: readonly Standings[]): readonly StandingView[] {
  const all = answers.flatMap(({ positions }) => positions)
  return all.toSorted(
    (a, b) => a.sink.localeCompare(b.sink) || a.topic.localeCompare(b.topic) || a.partition - b.partition,
  )
}

/** @throws SluiceError `partitions_uncovered` where some partition is none of the instances' that answered. */
export function checkCovered(answers: readonly Standings[]): void {
  const covered = new Set(
    answers.flatMap(({ positions }) => positions.map(({ topic, partition }) => `${topic}/${partition}`)),
  )
  const counts = new Map(answers.flatMap(({ partitions }) => Object.entries(partitions)))
  const missing = [...counts].flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => `${topic}/${partition}`).filter(
      each => !covered.has(each),
    ),
  )
  if (missing.length === 0) return
  const shown = missing.slice(0, 10).join(', ')
  throw new SluiceError(
    'partitions_uncovered',
    `not done everywhere: ${missing.length} partitions belong to none of the instances that were asked: ${shown}${missing.length > 10 ? ', …' : ''}`,
    {
      hint: 'name every instance with --instance, or the DNS name of all; where one has just started, ask again',
    },
  )
}
