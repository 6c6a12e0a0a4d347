import type { Families } from './families.ts'

/** What the process that has workers counts of them. */
export interface WorkerCounts {
  /** Workers that route at present. */
  readonly running: number
  /** Workers that ended although nobody asked them to, and were replaced. */
  readonly restarts: number
}

/** The processes of `workers`, where they are more than one. */
export function workerFamilies(families: Families, counts: () => WorkerCounts): void {
  families.gauge({ name: 'workers_running', help: 'Worker processes that route at present.' }, () => [
    [[], counts().running],
  ])
  families.counter(
    { name: 'worker_restarts_total', help: 'Worker processes that ended unasked, and were replaced.' },
    () => [[[], counts().restarts]],
  )
}
