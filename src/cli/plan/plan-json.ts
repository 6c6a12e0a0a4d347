import { stringify } from '../../json/index.ts'
import { printableLine } from '../../text.ts'
import type { Json } from '../../types.ts'
import type { Change, Changes } from './change.ts'
import type { Planned } from './plan.ts'

/** What would be delivered differently as one line of JSON; docs/tools.md describes it. */
export function planJson({ current, against, stretches, comparison }: Planned): string {
  const { records, sinks, rules, before, after } = comparison
  const shape: Json = {
    current,
    against,
    records,
    stretches: stretches.map(({ topic, partition, from, to }) => ({ topic, partition, from, to })),
    sinks: [...sinks].map(([name, changes]) => ({
      name,
      ...changesShape(changes),
      settings_differ: comparison.reconfigured.has(name),
    })),
    rules: [...rules].map(([name, changes]) => ({
      name,
      ...changesShape(changes),
      errors_seen: { current: before.failed.has(name), against: after.failed.has(name) },
    })),
  }
  return printableLine(stringify(shape))
}

function changesShape({ gained, lost, changed, unchanged }: Changes): { readonly [name: string]: Json } {
  const shape = ({ count, examples }: Change): Json => ({ count, examples })
  return { gained: shape(gained), lost: shape(lost), changed: shape(changed), unchanged }
}
