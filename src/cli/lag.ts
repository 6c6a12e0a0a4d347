import { Command } from 'commander'
import { withInstances } from './admin/options.ts'
import { exitCodes } from './exit-codes.ts'
import type { LagOptions } from './lag/lag.ts'
import { print } from './output.ts'

/** `sluice lag`: how far each sink is behind. */
export function lagCommand(exit: (code: number) => void): Command {
  return withInstances(
    new Command('lag').description(
      'Says how far each sink is behind, by what is committed; needs no instance.',
    ),
  )
    .option(
      '-s, --sink <name>',
      'this sink only; may be repeated',
      (name: string, before: readonly string[]) => [...before, name],
      [] as readonly string[],
    )
    .option('-a, --all', 'also those that have everything')
    .addHelpText(
      'after',
      `
It reads the commits and the ends of the log: on Kafka at any time, also while no instance runs. An embedded log is held by the
router that runs on it: --instance asks that one. Lag is in offsets, and counts records that no rule sends to the sink, too. Age is
that of the first record that is not settled; \`losing\`: the log has deleted some that were owed.

  $ sluice lag
  $ sluice lag --sink crm --all --json
  $ sluice lag --instance http://127.0.0.1:9465`,
    )
    .action(async (options: LagOptions) => {
      const { lag } = await import('./lag/lag.ts')
      print(await lag(options))
      exit(exitCodes.ok)
    })
}
