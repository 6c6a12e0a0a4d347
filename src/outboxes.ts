import type { Config, SinkConfig } from './config/types.ts'
import { type EnvelopeWrapping, wrapping } from './envelope/index.ts'
import type { DeadLetters } from './outbox/dead-letters.ts'
import { Memory } from './outbox/memory.ts'
import { Outbox } from './outbox/outbox.ts'
import { Progress } from './outbox/progress.ts'
import { adapterSender, type Sender } from './outbox/sender.ts'
import type { OutboxParts } from './outbox/types.ts'
import { version } from './package.ts'
import type { Router } from './router.ts'
import { templatesOf } from './sink-templates.ts'
import type { Logger, Sink, SinkMeter } from './types.ts'

// Fewer settled deliveries than this are no reason to commit before the second is over.
const leastCommitted = 50
// However large the windows are, a crash repeats no more than some of these.
const mostCommitted = 250

/** The outboxes of a configuration, and what they share. */
export interface Outboxes {
  /** By sink, in the configuration's order. */
  readonly sinks: ReadonlyMap<string, Outbox>
  /** The built-in sink of records that are no event: its deliveries are its dead letters. */
  readonly undecodable: Outbox
  readonly progress: Progress
}

export interface OutboxesParts {
  /** The adapters, by sink. */
  readonly sinks: ReadonlyMap<string, Sink>
  readonly deadLetters: DeadLetters
  readonly router: Router
  readonly meterOf: (sink: string) => SinkMeter
  readonly logger: Logger
}

/** An outbox for each sink of the configuration, and the one for what cannot be decoded. */
export function outboxesOf(config: Config, parts: OutboxesParts): Outboxes {
  const { deadLetters, router, meterOf, logger } = parts
  const sinks = [...config.sinks.values()]
  const shared: Pick<OutboxParts, 'memory' | 'progress' | 'logger' | 'detach' | 'random'> = {
    memory: new Memory(config.limits.memory),
    progress: new Progress(muchOf(sinks)),
    logger,
    detach: work => router.detach(work),
    random: Math.random,
  }
  const outbox = (settings: SinkConfig, sender: Sender, bury: OutboxParts['bury']) =>
    new Outbox(settings, { ...shared, sender, bury, meter: meterOf(settings.name) })
  return {
    sinks: new Map(
      sinks.map(sink => [
        sink.name,
        outbox(sink, senderOf(sink, config, parts), burial => deadLetters.write(burial)),
      ]),
    ),
    undecodable: outbox(
      undecodableSink,
      deadLetters.undecodableSender(() => meterOf(undecodableSink.name).deadLetterFailed()),
      undefined,
    ),
    progress: shared.progress,
  }
}

/** Half a window, so that a crash repeats less than a whole one. */
function muchOf(sinks: readonly SinkConfig[]): number {
  const smallest = Math.min(...sinks.map(({ window }) => window.count))
  return Math.max(leastCommitted, Math.min(mostCommitted, Math.floor(smallest / 2)))
}

function senderOf(sink: SinkConfig, config: Config, { sinks }: OutboxesParts): Sender {
  const adapter = sinks.get(sink.name)
  if (adapter === undefined) throw new Error(`no adapter for sink ${sink.name}`)
  return adapterSender(adapter, wrappingOf(sink, config, adapter))
}

/** How the bodies of a sink are made; `adapter` knows what the other side takes. */
export function wrappingOf(
  sink: SinkConfig,
  { identity, envelope }: Config,
  adapter?: Pick<Sink, 'bodyRoom'>,
): EnvelopeWrapping {
  const { name, formerly, shape, body, fields, max_message_bytes, oversize } = sink
  return wrapping({
    sink: name,
    idName: formerly === '' ? name : formerly,
    identity,
    sourceTypeDocs: envelope.source_type_docs,
    version,
    body: {
      shape,
      fields,
      template: body === undefined ? undefined : templatesOf(sink)(body),
      maxBytes: max_message_bytes,
      oversize,
      room: adapter && (() => adapter.bodyRoom),
    },
  })
}

const undecodableSink: SinkConfig = {
  name: 'undecodable',
  type: 'undecodable',
  options: { type: 'undecodable' },
  order: 'key',
  window: { count: 1_000, bytes: 64 * 1_048_576 },
  concurrency: 16,
  rate: 0,
  breaker: { failures: 10, open: 30_000 }, // half a minute
  retry: {
    initial: 500,
    max: 30_000, // half a minute
    factor: 2,
    max_elapsed: Number.POSITIVE_INFINITY,
    max_attempts: 0,
  },
  batch: { max_count: 1, max_bytes: 1_048_576, linger: 0 },
  span: 10_000,
  paused: false,
  group: '',
  shape: 'envelope',
  body: undefined,
  fields: undefined,
  template: 'jinja',
  env_allow: [],
  max_message_bytes: 0,
  oversize: 'dead_letter',
  formerly: '',
}
