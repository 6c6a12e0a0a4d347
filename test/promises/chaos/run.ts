import type { Scope } from '../../helpers/scope.ts'
import type { Rig } from './rig.ts'
import { type Happening, happen, type ScheduleOptions } from './schedule.ts'
import { judge, type Verdict } from './verdict.ts'

/** One run: what happened, and what came of it. */
export interface ChaosResult extends Pick<ScheduleOptions, 'seed' | 'milliseconds'> {
  readonly log: Rig['log']
  readonly happened: readonly Happening[]
  /** Milliseconds from the last fault until everything was settled, and the instances had ended. */
  readonly settledIn: number
  readonly verdict: Verdict
}

const patience = 120_000 // ms until everything has arrived after the last fault

/** Starts a rig, has things happen to it, and judges. Rejects where something cannot be made good, or stands still. */
export async function chaos(t: Scope, rig: Rig, options: ScheduleOptions): Promise<ChaosResult> {
  t.after(() => rig.flow.end())
  for (const slot of rig.slots) await slot.start()
  for (const slot of rig.slots) await slot.ready()
  rig.flow.start()
  const happened = await happen(rig, options)
  const since = performance.now()
  const verdict = await judge(rig, happened, patience)
  const { seed, milliseconds } = options
  const settledIn = Math.round(performance.now() - since)
  return { seed, milliseconds, log: rig.log, happened, settledIn, verdict }
}

/** The result in words, for people. */
export function describeResult({ log, seed, happened, settledIn, verdict }: ChaosResult): string {
  const counts = Map.groupBy(happened, ({ fault }) => fault)
  const faults = [...counts].map(([fault, list]) => `  ${String(list.length).padStart(4)} × ${fault}`).sort()
  const sinks = verdict.sinks.map(
    ({ sink, arrived, deadLetters, lost, duplicates, allowed, violations }) =>
      `  ${sink}: ${arrived} arrived, ${deadLetters} dead letters, ${lost.length} lost${lost.length > 0 ? ` (${lost.slice(0, 20)})` : ''}, ${duplicates} duplicates (${allowed} allowed), ${violations.length} violations${violations.map(text => `\n    ${text}`).join('')}`,
  )
  const head = `${verdict.good ? 'good' : 'NOT GOOD'}: ${log}, seed ${seed}, ${verdict.sent} events, ${verdict.unwritten.length} of them not in the log, ${happened.length} faults, settled in ${settledIn} ms`
  return [head, ...faults, ...sinks].join('\n')
}
