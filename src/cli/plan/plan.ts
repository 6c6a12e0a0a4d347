import type { LogConfig } from '../../config/types.ts'
import type { Point } from '../../point.ts'
import { type Stretch, stretchesOf } from '../../stretch.ts'
import type { Log } from '../../types.ts'
import { loadFor } from '../config-file.ts'
import { complain } from '../output.ts'
import { withLog } from '../tools/open-log.ts'
import { chooseTopic, topicsOf } from '../tools/topic.ts'
import { Comparison } from './comparison.ts'
import { planJson } from './plan-json.ts'
import { planText } from './plan-text.ts'
import { Progress } from './progress.ts'

/** What the command line says. */
export interface PlanOptions {
  /** The changed configuration. */
  readonly against: string
  readonly from: Point
  readonly to: Point
  readonly topic?: string
  readonly json?: boolean
}

/** Two configurations, compared on a stretch of a log. */
export interface Planned {
  readonly current: string
  readonly against: string
  readonly stretches: readonly Stretch[]
  readonly comparison: Comparison
}

/**
 * What a changed configuration would have delivered differently on a stretch of the current one's log: as text or as a
 * line of JSON. Nothing is sent, nothing committed; memory does not grow with the stretch.
 */
export async function plan(file: string, options: PlanOptions): Promise<string> {
  const { config: before } = await loadFor(file)
  const { config: after } = await loadFor(options.against)
  const all = [...new Set([...topicsOf(before), ...topicsOf(after)])]
  const topics = options.topic === undefined ? all : [chooseTopic(all, options.topic)]
  if (placeOf(before.log) !== placeOf(after.log))
    complain(`note: the two read different logs; the records are those of ${file}\n`)
  const planned = await withLog(before.log, async log => {
    const comparison = new Comparison(before, after, log.id)
    const stretches: Stretch[] = []
    for (const topic of topics) stretches.push(...(await stretchesOf(log, topic, options.from, options.to)))
    await compare(log, stretches, comparison)
    return { current: file, against: options.against, stretches, comparison }
  })
  return options.json === true ? `${planJson(planned)}\n` : planText(planned)
}

async function compare(log: Log, stretches: readonly Stretch[], comparison: Comparison): Promise<void> {
  const progress = new Progress(stretches.reduce((sum, { from, to }) => sum + to - from, 0))
  try {
    for (const { topic, partition, from, to } of stretches) {
      if (from === to) continue
      for await (const record of log.scan(topic, partition, from, to)) {
        comparison.add(record)
        progress.step()
      }
    }
  } finally {
    progress.end()
  }
}

function placeOf(log: LogConfig): string {
  return log.type === 'kafka' ? log.brokers.toSorted().join() : log.path
}
