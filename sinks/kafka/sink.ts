import type { SinkType } from '../../src/types.ts'
import { appendOptions } from '../append-options.ts'
import { type AppendOptions, AppendSink } from '../append-sink.ts'
import { Problems } from '../problems.ts'
import { tlsOf } from '../tls.ts'
import { findTopic } from './check.ts'
import { checkLogin } from './login.ts'
import type { WrittenOptions } from './types.ts'

/** Appends each event to a topic of another Kafka cluster. Options: schemas/sink-kafka.schema.json. */
export const kafkaSink: SinkType = {
  type: 'kafka',
  create(options, context) {
    const written = options as typeof options & WrittenOptions
    const problems = new Problems(context.name)
    checkLogin(written, problems, context.warn)
    if (written.tls !== undefined) tlsOf(written.tls, problems)
    return new KafkaSink(appendOptions(written, context, { which: 'cluster', origin: 'kafka', problems }))
  },
}

class KafkaSink extends AppendSink {
  readonly #options: AppendOptions

  constructor(options: AppendOptions) {
    super(options)
    this.#options = options
  }

  /** Asks for the topic and appends nothing. */
  check(signal: AbortSignal): Promise<void> {
    return findTopic(this.#options, signal)
  }
}
