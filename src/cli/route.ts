import { App } from '../app.ts'
import { summarize } from '../config/index.ts'
import type { Config } from '../config/types.ts'
import { type ClosableLogger, createLogger, type LineDestination, LineWriter } from '../ops/index.ts'
import { version } from '../package.ts'
import { loadFor } from './config-file.ts'
import { exitCodes } from './exit-codes.ts'
import { complain, outputUnread } from './output.ts'
import { reload } from './reload.ts'
import { onHangup, untilInterrupted } from './signals.ts'

/** Routes by a configuration until a signal, until reading cannot go on, or until nobody reads the log lines; gives the exit code. */
export async function route(file: string): Promise<number> {
  const interrupted = untilInterrupted()
  const loaded = await loadFor(file)
  const { config } = loaded
  const summary = summarize(loaded)
  const lines = new LineWriter(1, { unread: outputUnread })
  const logger = createLogger(config.telemetry.log, lines)
  try {
    if (config.telemetry.log.format === 'text') complain(`${summary}\n`)
    logger.info({ version, fingerprint: config.fingerprint, summary: summary.split('\n') }, 'starting')
    const app = await start(config, logger, lines)
    const hangups = onHangup(() => void reload(app, file, logger))
    const why = await Promise.race([interrupted, app.failed])
    hangups.stop()
    const asked = why === 'SIGINT' || why === 'SIGTERM'
    if (asked) logger.info({ signal: why }, 'draining; a second signal leaves at once')
    await app.drain()
    logger.info({}, 'stopped')
    if (why instanceof Error) throw why // told on standard error, with what to do about it
    // A supervisor is to start it again where nobody asked it to stop.
    return asked ? exitCodes.ok : exitCodes.failed
  } finally {
    await logger.close()
  }
}

/** The router, in this process or in several. */
async function start(
  config: Config,
  logger: ClosableLogger,
  lines: LineDestination,
): Promise<Pick<App, 'failed' | 'reload' | 'drain'>> {
  if (config.workers === 1) return App.start(config, logger)
  const { Supervisor } = await import('../workers/supervisor.ts')
  return Supervisor.start(config, logger, lines)
}
