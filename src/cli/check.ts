import { Command } from 'commander'
import { configFile, configOption } from './config-option.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

/** `sluice check`: whether everything that a configuration names can be reached. */
export function checkCommand(exit: (code: number) => void): Command {
  return new Command('check')
    .description('Connects to the logs and to each sink, and says which of them would do; sends no event.')
    .argument('[sink...]', 'these sinks only, and no log')
    .addOption(configOption())
    .addHelpText(
      'after',
      `
What is asked is what the type of sink has: a connection with its TLS handshake, a token, a topic's name, a proof of
ownership. A sink whose address is each event's own has nothing to connect to.
Exit code 0: all would do, 1: some would not.

  $ sluice check
  $ sluice check crm audit`,
    )
    .action(async (sinks: readonly string[], { config }: { config?: string }) => {
      const { check } = await import('./check/check.ts')
      const { good, text } = await check(configFile(config), sinks)
      print(text)
      exit(good ? exitCodes.ok : exitCodes.failed)
    })
}
