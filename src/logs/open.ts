import type { Config, LogConfig } from '../config/types.ts'
import type { Log, Logger } from '../types.ts'

/** Where events come from, and where dead letters go: often one and the same. */
export interface Logs {
  readonly source: Log
  readonly deadLetters: Log
  /** Each once. */
  readonly all: readonly Log[]
}

/** The logs of a configuration, not yet opened. What a kind of log needs is loaded only where it is used. */
export async function logsOf(config: Config, logger: Logger): Promise<Logs> {
  const source = await logOf(config.log, logger)
  const other = config.dead_letters.log
  if (other === undefined || isSame(other, config.log)) return { source, deadLetters: source, all: [source] }
  const deadLetters = await logOf(other, logger)
  return { source, deadLetters, all: [source, deadLetters] }
}

async function logOf(config: LogConfig, logger: Logger): Promise<Log> {
  if (config.type === 'kafka') return (await import('./kafka/index.ts')).kafkaLog(config, { logger })
  return (await import('./embedded/index.ts')).embeddedLog(config, { logger })
}

/** A data folder can be open once only. */
function isSame(a: LogConfig, b: LogConfig): boolean {
  return a.type === 'embedded' && b.type === 'embedded' && a.path === b.path
}
