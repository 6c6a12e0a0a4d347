import { setTimeout as sleep } from 'node:timers/promises'
import type { Config, LogConfig } from './config/types.ts'
import { messageOf } from './errors.ts'
import { commandFor } from './logs/kafka/command.ts'
import type { Logs } from './logs/open.ts'
import type { Log, Logger } from './types.ts'

const askAgain = 10_000 // ms

/**
 * Sees to it that the topics are there: those of the embedded log are made; of Kafka's, which belong to whoever runs it,
 * the missing ones are named with the command that makes them. Resolves once all are there, or the signal aborts; never
 * rejects for a log that cannot be asked now. `missing` is told what is missing, each time that changes.
 * @throws SluiceError `topic_not_created` of the embedded log.
 */
export async function prepareTopics(
  config: Config,
  logs: Logs,
  logger: Logger,
  signal: AbortSignal,
  missing: (topics: readonly string[]) => void,
): Promise<void> {
  const needed = topicsOf(config, logs)
  for (const { log, topic, partitions, retention } of needed)
    if (log.kind === 'embedded')
      await log.createTopic(topic, {
        partitions,
        ...(retention === undefined ? {} : { retentionMs: retention }),
      })
  await foundOnKafka(
    needed.filter(({ log }) => log.kind === 'kafka'),
    logger,
    signal,
    missing,
  )
}

interface Needed {
  readonly log: Log
  readonly config: LogConfig
  readonly topic: string
  readonly partitions: number
  /** Milliseconds; undefined: the log's own. */
  readonly retention: number | undefined
}

function topicsOf({ log, sources, ingest, sinks, dead_letters }: Config, logs: Logs): Needed[] {
  const partitions = log.type === 'embedded' ? log.partitions : 1
  const source = new Set([
    ...sources.flatMap(({ topics }) => topics),
    ...[...(ingest?.endpoints.values() ?? [])].map(({ topic }) => topic),
  ])
  return [
    ...[...source, ...appendedTopics(sinks)].map(topic => ({
      log: logs.source,
      config: log,
      topic,
      partitions,
      retention: undefined,
    })),
    ...[...sinks.keys(), 'undecodable'].map(sink => ({
      log: logs.deadLetters,
      config: dead_letters.log ?? log,
      topic: dead_letters.topic.replaceAll('{sink}', sink),
      partitions: 1,
      retention: dead_letters.retention,
    })),
  ]
}

/** The topics that sinks of type `log` append to. */
export function appendedTopics(sinks: Config['sinks']): ReadonlySet<string> {
  return new Set(
    [...sinks.values()].flatMap(({ type, options }) => (type === 'log' ? [String(options['topic'])] : [])),
  )
}

async function foundOnKafka(
  needed: readonly Needed[],
  logger: Logger,
  signal: AbortSignal,
  tell: (topics: readonly string[]) => void,
): Promise<void> {
  let missing = needed
  let told = false
  while (missing.length > 0 && !signal.aborted) {
    try {
      const found = await Promise.all(missing.map(({ log, topic }) => log.bounds(topic)))
      missing = missing.filter((_, index) => found[index] === undefined)
      tell(missing.map(({ topic }) => topic))
      if (!told) for (const each of missing) warn(logger, each)
      told = true
    } catch (error) {
      logger.debug({ error: messageOf(error) }, 'topics.unknown')
    }
    if (missing.length > 0) await sleep(askAgain, undefined, { signal, ref: false }).catch(() => {})
  }
}

function warn(logger: Logger, { log, config, topic, partitions, retention }: Needed): void {
  if (config.type !== 'kafka') return
  const command = commandFor(config, topic, partitions, retention)
  logger.warn({ log: log.name, topic, command }, 'topic.missing: waiting for it; the command makes it')
}
