import { existsSync } from 'node:fs'
import type { LogConfig } from '../../config/types.ts'
import { SluiceError } from '../../errors.ts'
import { fileOf } from '../../logs/embedded/folder.ts'
import type { Log, Logger } from '../../types.ts'

// Longer than anybody looks: what is looked at must not delete what is old.
const never = 2 ** 31 - 1 // ms

const nothing = () => {}

// What goes wrong is thrown by what was asked for, and told there.
const quiet: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  isLevelEnabled: () => false,
  child: () => quiet,
}

/**
 * Opens the log of a configuration, lets it be looked into, and closes it. Nothing is appended, committed or deleted.
 * @throws SluiceError `log_unusable`: also where a running router has the folder of an embedded log.
 */
export async function withLog<T>(config: LogConfig, look: (log: Log) => Promise<T>): Promise<T> {
  const log = await openLog(config)
  try {
    return await look(log)
  } finally {
    await log.close()
  }
}

async function openLog(config: LogConfig): Promise<Log> {
  if (config.type === 'kafka') {
    const { kafkaLog } = await import('../../logs/kafka/index.ts')
    const log = kafkaLog(config, { logger: quiet })
    await log.open()
    return log
  }
  if (!existsSync(fileOf(config.path)))
    throw new SluiceError('log_unusable', `there is no log in ${config.path} yet`, {
      hint: '`sluice run` makes it',
    })
  const { embeddedLog } = await import('../../logs/embedded/index.ts')
  const log = embeddedLog(config, { logger: quiet, tuning: { retentionEvery: never } })
  try {
    await log.open()
    return log
  } catch (error) {
    throw error instanceof SluiceError && / is in use by /.test(error.message) ? inUse(error) : error
  }
}

function inUse(error: SluiceError): SluiceError {
  return new SluiceError(error.code, error.message, {
    cause: error,
    hint:
      'one process at a time can read an embedded log: stop that one for the moment, it goes on where it was; ' +
      'or look at an event in a file with `sluice explain --event FILE`',
  })
}
