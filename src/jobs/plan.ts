import type { Letters } from '../dead-letters/letters.ts'
import type { Offsets } from '../dead-letters/offsets.ts'
import { whyNotRedrivable } from '../dead-letters/selection.ts'
import type { RecordRouter, Router } from '../router.ts'
import { compileWhere } from '../rules/index.ts'
import type { Stretch } from '../stretch.ts'
import type { Format, Log, LogRecord, Rule } from '../types.ts'
import { RedriveRouter } from './redrive-router.ts'
import { ReplayRouter } from './replay-router.ts'
import type { JobSpec } from './spec.ts'

/** What a job would do, or is about to. */
export interface Plan {
  /** Records of its stretches. */
  readonly records: number
  /** Those of them that are to be sent. */
  readonly deliveries: number
  /** Letters that are meant but cannot be sent again. */
  readonly unsendable: number
}

/** What plans are made of. */
export interface PlanParts {
  readonly source: Log
  readonly letters: Letters
  /** Decides without counting. */
  readonly router: Router
  /** By topic of the source. */
  readonly formats: ReadonlyMap<string, Format>
  readonly rules: readonly Rule[]
}

/** Who decides which records a job sends. For a redrive the letters are looked through first. */
export async function routerOf(
  spec: JobSpec,
  stretches: readonly Stretch[],
  { letters, router, formats, rules }: PlanParts,
  signal: AbortSignal,
): Promise<RecordRouter> {
  const { id: replayId, sink } = spec
  if (spec.kind === 'replay')
    return new ReplayRouter({ router, sink, replayId, where: compileWhere(spec.where) })
  const marked: Offsets[] = []
  const held = await letters.bounds(sink)
  for (const { partition } of stretches)
    marked[partition] = await letters.marked(sink, partition, held[partition] ?? { start: 0, end: 0 }, signal)
  return new RedriveRouter({ formats, rules, sink, replayId, select: spec.select, marked })
}

/** Reads a job's stretches and counts, `counted` being told of each record. @throws SluiceError as `Log.scan`. */
export async function count(
  log: Log,
  stretches: readonly Stretch[],
  router: RecordRouter,
  signal: AbortSignal,
  counted: () => void,
): Promise<Plan> {
  let [records, deliveries, unsendable] = [0, 0, 0]
  for (const { topic, partition, from, to } of stretches) {
    if (from === to) continue
    for await (const record of log.scan(topic, partition, from, to)) {
      signal.throwIfAborted()
      records++
      if (router.route(record) !== undefined) deliveries++
      else if (isUnsendable(router, record)) unsendable++
      counted()
    }
  }
  return { records, deliveries, unsendable }
}

function isUnsendable(router: RecordRouter, record: LogRecord): boolean {
  const story = router instanceof RedriveRouter ? router.meant(record) : undefined
  return story !== undefined && whyNotRedrivable(story) !== undefined
}
