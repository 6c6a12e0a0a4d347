import { Command } from 'commander'
import { configFile, configOption } from './config-option.ts'

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

SIGHUP: reads the configuration, its secrets and certificates anew, and goes on by it as a whole; where something is
wrong with it, nothing changes and a log line says what.

Log lines go to standard output. /metrics, /health and /ready answer at metrics.listen.

  $ sluice run -c sluice.yaml`,
    )
    .action(async (options: { config?: string }) => {
      const { route } = await import('./route.ts')
      exit(await route(configFile(options.config)))
    })
}
