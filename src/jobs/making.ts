import type { Config, SinkConfig } from '../config/types.ts'
import type { Letters } from '../dead-letters/letters.ts'
import type { MarkKind } from '../dead-letters/marks.ts'
import { errorFields } from '../errors.ts'
import type { DeadLetters } from '../outbox/dead-letters.ts'
import { adapterSender, type Sender } from '../outbox/sender.ts'
import { wrappingOf } from '../outboxes.ts'
import type { Sink } from '../types.ts'
import { JobRun, type JobRunParts } from './job-run.ts'
import { redriveSender } from './redrive-sender.ts'

/** What runs of jobs are made with. */
export interface MakingParts {
  readonly config: Config
  /** The adapters, by sink: shared with the live outboxes. */
  readonly sinks: ReadonlyMap<string, Sink>
  readonly deadLetters: DeadLetters
  readonly letters: Letters
}

type Asked = Omit<JobRunParts, 'settings' | 'sender' | 'bury'>

/** The run of a job: what it delivers, or gives up again, of dead letters is marked. */
export function jobRunOf(asked: Asked, sink: SinkConfig, parts: MakingParts): JobRun {
  const { spec, logger } = asked
  const adapter = parts.sinks.get(sink.name)
  if (adapter === undefined) throw new Error(`no adapter for sink ${sink.name}`)
  const sender = adapterSender(adapter, wrappingOf(sink, parts.config, adapter))
  // What cannot be marked is offered again, which is told; to send it once more because of that would be worse.
  const mark = async (partition: number, offsets: readonly number[], kind: MarkKind) => {
    try {
      await parts.letters.mark(sink.name, partition, offsets, kind, { by: spec.by, job: spec.id })
    } catch (error) {
      logger.error({ sink: sink.name, partition, offsets, ...errorFields(error) }, 'dead_letter.mark_failed')
    }
  }
  return new JobRun({
    ...asked,
    settings: settingsOf(sink, spec.rate),
    ...(spec.kind === 'redrive'
      ? redriving(sender, parts.deadLetters, mark)
      : replaying(sender, parts.deadLetters)),
  })
}

type Ways = Pick<JobRunParts, 'sender' | 'bury'>

function replaying(sender: Sender, deadLetters: DeadLetters): Ways {
  return { sender, bury: burial => deadLetters.write(burial) }
}

/** A letter that is given up again becomes a new one, about the original record. */
function redriving(
  sender: Sender,
  deadLetters: DeadLetters,
  mark: (partition: number, offsets: readonly number[], kind: MarkKind) => Promise<void>,
): Ways {
  return {
    sender: redriveSender(sender, (partition, offsets) => mark(partition, offsets, 'redriven')),
    bury: async burial => {
      const { work } = burial
      if (!('event' in work)) return
      await deadLetters.write({ ...burial, work: { ...work, record: work.event.record } })
      await mark(work.record.partition, [work.record.offset], 'replaced')
    },
  }
}

/** A job has a window and a rate of its own, and a quarter of the requests: live events have the sink first. */
function settingsOf(sink: SinkConfig, rate: number): SinkConfig {
  return { ...sink, rate, concurrency: Math.max(1, Math.floor(sink.concurrency / 4)) }
}
