import { existsSync } from 'node:fs'
import type { Config, KafkaConfig, LogConfig } from '../../config/types.ts'
import { SluiceError } from '../../errors.ts'
import { fileOf } from '../../logs/embedded/folder.ts'
import { commandFor } from '../../logs/kafka/command.ts'
import { appendedTopics } from '../../topics.ts'
import type { Log } from '../../types.ts'
import { withLog } from '../tools/open-log.ts'

/** A log of a configuration, and the topics that it has to have. */
export interface UsedLog {
  readonly name: string
  readonly config: LogConfig
  readonly topics: readonly string[]
}

/** The log that is read, and the one of dead letters where that is another. */
export function usedLogs({ log, sources, ingest, sinks, dead_letters }: Config): readonly UsedLog[] {
  const read = [
    ...sources.flatMap(({ topics }) => topics),
    ...[...(ingest?.endpoints.values() ?? [])].map(({ topic }) => topic),
    ...appendedTopics(sinks),
  ]
  const letters = [...sinks.keys(), 'undecodable'].map(sink => dead_letters.topic.replaceAll('{sink}', sink))
  const used = (config: LogConfig, topics: readonly string[]): UsedLog => ({
    name: config.type === 'kafka' ? `kafka ${config.brokers.join(',')}` : `embedded ${config.path}`,
    config,
    topics: [...new Set(topics)],
  })
  return dead_letters.log === undefined
    ? [used(log, [...read, ...letters])]
    : [used(log, read), used(dead_letters.log, letters)]
}

/** What there is to say beside that it would do; empty: nothing. @throws SluiceError with a hint. */
export async function checkLog({ config, topics }: UsedLog): Promise<string> {
  if (config.type === 'kafka') {
    await withLog(config, log => findTopics(log, config, topics))
    return ''
  }
  if (!existsSync(fileOf(config.path))) return 'not there yet; `sluice run` makes it'
  try {
    await withLog(config, async () => {})
    return ''
  } catch (error) {
    if (error instanceof SluiceError && / is in use by /.test(error.message)) return 'a router runs on it'
    throw error
  }
}

async function findTopics(log: Log, config: KafkaConfig, topics: readonly string[]): Promise<void> {
  const found = await Promise.all(topics.map(topic => log.bounds(topic)))
  const missing = topics.filter((_, index) => found[index] === undefined)
  if (missing.length > 0)
    throw new SluiceError('topic_missing', `no topic ${missing.join(', ')}`, {
      hint: missing.map(topic => commandFor(config, topic, 1)).join('\n        '),
    })
}
