import type { SinkType } from '../../src/types.ts'
import { appendOptions, type WrittenAppend } from '../append-options.ts'
import { AppendSink } from '../append-sink.ts'
import { Problems } from '../problems.ts'

/** Appends each event to a topic of the log that events are read from. Options: schemas/sink-log.schema.json. */
export const logSink: SinkType = {
  type: 'log',
  create(options, context) {
    const problems = new Problems(context.name)
    const written = options as typeof options & WrittenAppend
    return new AppendSink(appendOptions(written, context, { which: 'own', origin: 'log', problems }))
  },
}
