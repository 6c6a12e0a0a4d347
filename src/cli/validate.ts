import { Command } from 'commander'
import { summarize } from '../config/index.ts'
import { closeSinks, createSinks } from '../sinks.ts'
import { configFile, configOption, loadFor, withPlaces } from './config-file.ts'
import { exitCodes } from './exit.ts'

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
      const file = configFile(options.config)
      const loaded = await loadFor(file)
      // Reads certificates; connects to nothing.
      await withPlaces(loaded, async () => closeSinks(await createSinks(loaded.config)))
      if (options.quiet !== true) process.stdout.write(`${summarize(loaded)}\n${file} is good\n`)
      exit(exitCodes.ok)
    })
}
