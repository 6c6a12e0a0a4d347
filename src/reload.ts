import { type Changes, changesBetween } from './config/index.ts'
import type { Config } from './config/types.ts'
import { SluiceError } from './errors.ts'
import { closeSinks, createSinks } from './sinks.ts'
import type { Sink } from './types.ts'

/** Another configuration, ready to be gone on by. */
export interface PreparedReload {
  readonly config: Config
  readonly changes: Changes
  /** Those that go on are the running ones. */
  readonly sinks: ReadonlyMap<string, Sink>
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

/** Makes what the other configuration needs beside what runs. @throws SluiceError `reload_refused`. @throws ConfigError */
export async function prepareReload(
  before: Config,
  running: ReadonlyMap<string, Sink>,
  config: Config,
): Promise<PreparedReload> {
  const changes = reloadChanges(before, config)
  const kept = new Map([...running].filter(([name]) => changes.kept.includes(name)))
  return { config, changes, sinks: await createSinks(config, kept) }
}

/** It does not take place: what was made for it goes. */
export function discardReload({ changes, sinks }: PreparedReload): Promise<void> {
  return closeSinks(new Map([...sinks].filter(([name]) => !changes.kept.includes(name))))
}
