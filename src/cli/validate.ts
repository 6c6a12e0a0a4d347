import { Command } from 'commander'
import { configFile, configOption } from './config-option.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

/** `sluice validate`: says everything that is wrong with a configuration, or what it would do. */
export function validateCommand(exit: (code: number) => void): Command {
  return new Command('validate')
    .description('Checks a configuration, what it includes and the secrets it refers to; starts nothing.')
    .addOption(configOption())
    .option('-q, --quiet', 'print problems only')
    .addHelpText(
      'after',
      `
Every problem is printed at once, with file, line and key. Exit code 0: good, 2: not.

  $ sluice validate -c sluice.yaml`,
    )
    .action(async (options: { config?: string; quiet?: boolean }) => {
      const { verdict } = await import('./verdict.ts')
      const good = await verdict(configFile(options.config))
      if (options.quiet !== true) print(good)
      exit(exitCodes.ok)
    })
}
