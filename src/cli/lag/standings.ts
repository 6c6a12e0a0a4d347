import type { StandingView } from '../../admin/positions.ts'
import type { Config } from '../../config/types.ts'
import { SluiceError } from '../../errors.ts'
import { standingOf } from '../../positions.ts'
import type { Bounds, Commit, Log } from '../../types.ts'
import { topicsOf } from '../tools/topic.ts'

/** A standing, and the age of the oldest record that is not settled. */
export interface AgedStanding extends StandingView {
  /** Undefined where everything is settled, or that record is gone. */
  readonly seconds: number | undefined
}

/** Which sinks share a read, by the name of its group. `undecodable` belongs to the read for all. */
export function groupsOf({
  log,
  sinks,
}: Pick<Config, 'log' | 'sinks'>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>([[log.group, []]])
  for (const { name, group } of sinks.values()) {
    const id = group === '' ? log.group : `${log.group}.${group}`
    groups.set(id, [...(groups.get(id) ?? []), name])
  }
  groups.get(log.group)!.push('undecodable')
  return groups
}

/**
 * Where every sink stands by what is committed. Partitions of which a group has committed nothing are left out.
 * @throws SluiceError `topic_missing`, `positions_unreadable`, and as `Log.bounds`.
 */
export async function standings(log: Log, config: Config, now: number): Promise<readonly AgedStanding[]> {
  const renamed = [...config.sinks.values()].filter(({ formerly }) => formerly !== '')
  const formerly = new Map(renamed.map(({ name, formerly }) => [name, formerly]))
  const found: AgedStanding[] = []
  for (const topic of topicsOf(config)) {
    const held = await log.bounds(topic)
    if (held === undefined)
      throw new SluiceError('topic_missing', `topic ${topic} does not exist in the log (${log.name})`)
    const ages = new Map<string, number | undefined>()
    for (const [group, names] of groupsOf(config))
      for (const [partition, commit] of (await log.committed(group, topic)).entries()) {
        const bounds = held[partition]
        if (commit === undefined || bounds === undefined) continue
        for (const view of viewsOf(commit, bounds, names, formerly, { topic, partition })) {
          const place = `${partition}/${view.position}`
          if (view.lag > 0 && !ages.has(place)) ages.set(place, await age(log, view, now))
          found.push({ ...view, seconds: view.lag > 0 ? ages.get(place) : undefined })
        }
      }
  }
  return found
}

function viewsOf(
  commit: Commit,
  bounds: Bounds,
  names: readonly string[],
  formerly: ReadonlyMap<string, string>,
  place: { readonly topic: string; readonly partition: number },
): readonly StandingView[] {
  const { sinks, gaps } = standingOf(commit, bounds, names, formerly)
  return [...sinks].map(([sink, { position: at, paused }]) => {
    // Below the log's start: what lies between is lost already.
    const position = gaps.get(sink) ?? at
    const { start, end } = bounds
    const behind = position < commit.offset
    const kept = position - start
    return { sink, ...place, position, head: commit.offset, paused, behind, end, lag: end - position, kept }
  })
}

/** Of the first record that is still there. */
async function age(
  log: Log,
  { topic, partition, position, kept, end }: StandingView,
  now: number,
): Promise<number | undefined> {
  for await (const { timestamp } of log.scan(topic, partition, position - Math.min(0, kept), end))
    return Math.max(0, now - timestamp) / 1_000
  return undefined
}
