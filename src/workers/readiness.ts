import type { Readiness, SinkAlarm } from '../ops/index.ts'
import type { LogStatus } from '../types.ts'
import type { Slot } from './slot.ts'

/** What /ready says of all workers together. */
export function readinessOf(
  logs: { readonly [name: string]: LogStatus },
  slots: readonly Pick<Slot, 'number' | 'process'>[],
  stopping: boolean,
): Readiness {
  const workers = slots.map(({ number, process }) => [`worker_${number}`, statusOf(process)] as const)
  const parts = { ...logs, ...Object.fromEntries(workers) }
  const each = slots.flatMap(({ process }) => process?.readiness ?? [])
  const alarms = new Map<string, SinkAlarm>()
  for (const alarm of each.flatMap(({ alarms }) => alarms)) alarms.set(alarm.sink, alarm)
  return {
    ready: !stopping && Object.values(parts).every(({ ready }) => ready),
    parts,
    missingTopics: [...new Set(each.flatMap(({ missingTopics }) => missingTopics))],
    alarms: [...alarms.values()],
  }
}

/** What keeps a worker from its work, or, where nothing does, what its group says. */
function statusOf(process: Slot['process']): LogStatus {
  if (process === undefined) return { ready: false, detail: 'it has ended, and is about to be started again' }
  const { readiness } = process
  if (readiness === undefined) return { ready: false, detail: 'starting' }
  const missing = Object.values(readiness.parts).find(({ ready }) => !ready)
  const detail = (missing ?? readiness.parts['group'])?.detail ?? ''
  return { ready: readiness.ready, detail }
}
