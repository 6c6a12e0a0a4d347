import { type Changes, changesBetween } from './config/index.ts'
import type { Config } from './config/types.ts'
import { SluiceError } from './errors.ts'
import type { Routing } from './routing.ts'
import { closeSinks, createSinks, type SinkParts } from './sinks.ts'
import type { Sink } from './types.ts'

/** Another configuration, ready to be gone on by. */
export interface PreparedReload {
  readonly config: Config
  readonly changes: Changes
  /** Those that go on are the running ones. */
  readonly sinks: ReadonlyMap<string, Sink>
  readonly routing: Routing
}

/** What runs, and what is to run. */
export interface ReloadFrom {
  readonly before: Config
  readonly running: ReadonlyMap<string, Sink>
  readonly config: Config
  /** What sinks are made with. */
  readonly parts: Omit<SinkParts, 'kept'>
}

/** What two configurations differ in. @throws SluiceError `reload_refused` where that is read at the start only. */
export function reloadChanges(before: Config, after: Config): Changes {
  const changes = changesBetween(before, after)
  if (changes.atStartOnly.length === 0) return changes
  throw new SluiceError(
    'reload_refused',
    `changed, but read at the start only: ${changes.atStartOnly.join(', ')}`,
    { hint: 'restart for these; nothing was changed' },
  )
}

/**
 * Makes what the other configuration needs beside what runs; `build` makes the rest from all sinks.
 * @throws SluiceError `reload_refused`. @throws ConfigError
 */
export async function prepareReload(
  { before, running, config, parts }: ReloadFrom,
  build: (sinks: ReadonlyMap<string, Sink>) => Promise<Routing>,
): Promise<PreparedReload> {
  const changes = reloadChanges(before, config)
  const kept = new Map([...running].filter(([name]) => changes.kept.includes(name)))
  const sinks = await createSinks(config, { ...parts, kept })
  try {
    return { config, changes, sinks, routing: await build(sinks) }
  } catch (error) {
    await discardReload({ changes, sinks })
    throw error
  }
}

/** It does not take place: what was made for it goes. */
export function discardReload({ changes, sinks }: Pick<PreparedReload, 'changes' | 'sinks'>): Promise<void> {
  return closeSinks(new Map([...sinks].filter(([name]) => !changes.kept.includes(name))))
}
