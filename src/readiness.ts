import type { Logs } from './logs/open.ts'
import type { Readiness } from './ops/index.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Readers } from './readers.ts'

/** What a router knows of itself when it is asked. */
export interface Condition {
  readonly logs: Logs
  /** Undefined before the start. */
  readonly group: ReturnType<Readers['status']> | undefined
  readonly missingTopics: readonly string[]
  readonly outboxes: readonly Outbox[]
  readonly isStopping: boolean
}

/** Ready is who reaches the logs and reads as a member of the group. A sink that is dead is told of and changes nothing. */
export function readinessOf({ logs, group, missingTopics, outboxes, isStopping }: Condition): Readiness {
  const parts = {
    log: logs.source.status(),
    ...(logs.deadLetters === logs.source ? {} : { dead_letters: logs.deadLetters.status() }),
    group: group ?? { ready: false, detail: 'not started' },
  }
  const alarms = outboxes.flatMap(({ name, state: { alarm } }) =>
    alarm === undefined ? [] : [{ sink: name, reason: alarm }],
  )
  return {
    ready: !isStopping && Object.values(parts).every(part => part.ready),
    parts,
    missingTopics,
    alarms,
  }
}
