import { Command } from 'commander'
import { App } from '../app.ts'
import { summarize } from '../config/index.ts'
import { createLogger } from '../ops/index.ts'
import { version } from '../package.ts'
import { configFile, configOption, loadFor, withPlaces } from './config-file.ts'
import { exitCodes } from './exit.ts'
import { untilInterrupted } from './signals.ts'

/** `sluice run`: routes until it is told to stop. */
export function runCommand(exit: (code: number) => void): Command {
  return new Command('run')
    .description('Routes events until it is stopped.')
    .addOption(configOption())
    .addHelpText(
      'after',
      `
Ctrl-C or SIGTERM once: stops reading, waits for requests under way (drain in the configuration), commits, leaves.
Twice: leaves at once; what was under way is sent again at the next start. Nothing is lost either way.

Log lines go to standard output. /metrics, /health and /ready answer at metrics.listen.

  $ sluice run -c sluice.yaml`,
    )
    .action(async (options: { config?: string }) => {
      const interrupted = untilInterrupted()
      const loaded = await loadFor(configFile(options.config))
      const { config } = loaded
      const summary = summarize(loaded)
      const logger = createLogger(config.telemetry.log)
      try {
        if (config.telemetry.log.format === 'text') process.stderr.write(`${summary}\n`)
        logger.info({ version, fingerprint: config.fingerprint, summary: summary.split('\n') }, 'starting')
        const app = await withPlaces(loaded, () => App.start(config, logger))
        const why = await Promise.race([interrupted, app.failed])
        if (why instanceof Error) exit(exitCodes.failed)
        else logger.info({ signal: why }, 'draining; a second signal leaves at once')
        await app.drain()
        logger.info({}, 'stopped')
      } finally {
        await logger.close()
      }
    })
}
