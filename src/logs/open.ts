import type { Config, EmbeddedConfig, LogConfig } from '../config/types.ts'
import type { Log, Logger } from '../types.ts'

/** Where events come from, and where dead letters go: often one and the same. */
export interface Logs {
  readonly source: Log
  readonly deadLetters: Log
  /** Each once. */
  readonly all: readonly Log[]
}

/** Makes a log of a data folder; by default one that holds its file. */
export type MakeEmbedded = (config: EmbeddedConfig, logger: Logger) => Promise<Log>

/** The logs of a configuration, not yet opened. What a kind of log needs is loaded only where it is used. */
export async function logsOf(
  config: Pick<Config, 'log' | 'dead_letters'>,
  logger: Logger,
  embedded: MakeEmbedded = holding,
): Promise<Logs> {
  const source = await logOf(config.log, logger, embedded)
  const other = config.dead_letters.log
  if (other === undefined || isSame(other, config.log)) return { source, deadLetters: source, all: [source] }
  const deadLetters = await logOf(other, logger, embedded)
  return { source, deadLetters, all: [source, deadLetters] }
}

/** One log, not yet opened. */
export async function logOf(
  config: LogConfig,
  logger: Logger,
  embedded: MakeEmbedded = holding,
): Promise<Log> {
  if (config.type === 'kafka') return (await import('./kafka/index.ts')).kafkaLog(config, { logger })
  return embedded(config, logger)
}

async function holding(config: EmbeddedConfig, logger: Logger): Promise<Log> {
  return (await import('./embedded/index.ts')).embeddedLog(config, { logger })
}

/** A data folder can be open once only. */
function isSame(a: LogConfig, b: LogConfig): boolean {
  return a.type === 'embedded' && b.type === 'embedded' && a.path === b.path
}
