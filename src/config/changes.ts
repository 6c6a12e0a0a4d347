import { isDeepStrictEqual } from 'node:util'
import type { Config, SinkConfig } from './types.ts'

/** What two configurations differ in, as far as it matters to a router that runs by the first. */
export interface Changes {
  /** Keys that are read when a router starts, and only then. */
  readonly atStartOnly: readonly string[]
  /** Sinks by what becomes of them, in the order of the second; removed ones in that of the first. */
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly kept: readonly string[]
  readonly removed: readonly string[]
}

const atStartOnly = ['log', 'dead_letters', 'ingest', 'metrics', 'telemetry', 'workers'] as const

/** Compares values, secrets included: a secret that was replaced is a change of its sink. */
export function changesBetween(before: Config, after: Config): Changes {
  const names = [...after.sinks.keys()]
  const known = names.filter(name => before.sinks.has(name))
  const kept = known.filter(name => isSame(before, after, name))
  return {
    atStartOnly: [
      ...atStartOnly.filter(key => !isDeepStrictEqual(before[key], after[key])),
      // Its tokens are read anew.
      ...(isDeepStrictEqual(before.admin?.listen, after.admin?.listen) ? [] : ['admin.listen']),
    ],
    added: names.filter(name => !before.sinks.has(name)),
    changed: known.filter(name => !kept.includes(name)),
    kept,
    removed: [...before.sinks.keys()].filter(name => !after.sinks.has(name)),
  }
}

/** Whether a sink's adapter can go on: it sees nothing of rules, and of the rest only who this NetBox is. */
function isSame(before: Config, after: Config, name: string): boolean {
  const [one, other] = [before.sinks.get(name), after.sinks.get(name)].map(sink => sink && adapterPart(sink))
  return isDeepStrictEqual(one, other) && before.identity.netbox_id === after.identity.netbox_id
}

function adapterPart({ name, type, options, concurrency, template, env_allow }: SinkConfig): object {
  return { name, type, options, concurrency, template, env_allow }
}
