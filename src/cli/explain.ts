import { Command } from 'commander'
import { number } from './arguments.ts'
import { configFile, configOption } from './config-option.ts'
import { exitCodes } from './exit-codes.ts'
import type { ExplainOptions } from './explain/explain.ts'
import { addHeader } from './header-option.ts'
import { print } from './output.ts'

/** `sluice explain`: what becomes of one event, and why. */
export function explainCommand(exit: (code: number) => void): Command {
  return new Command('explain')
    .description('Says for one event which rules fire and why, and what would be sent where; sends nothing.')
    .addOption(configOption())
    .option('-e, --event <file>', 'the message as JSON; - reads standard input')
    .option(
      '-t, --topic <name>',
      'topic of the record, or whose source reads the message (default: the only one)',
    )
    .option(
      '-p, --partition <number>',
      'partition of a record of the log (default: 0)',
      number(0, 2 ** 31 - 1),
    )
    .option('-o, --offset <number>', 'offset of a record of the log', number(0, Number.MAX_SAFE_INTEGER))
    .option('--header <name=value>', 'a header of the message; may be repeated', addHeader, [])
    .option('--key <text>', 'key of the message')
    .option('-r, --rule <name>', 'show this rule only; may be repeated', addName, [])
    .option('--envelope', 'show the body of each delivery')
    .option('--json', 'one line of JSON, bodies included')
    .addHelpText(
      'after',
      `
A record of an embedded log can be explained while no router runs on its folder; of Kafka, at any time.

  $ sluice explain --event event.json
  $ curl -s https://example.com/event.json | sluice explain --event - --rule 'device went active'
  $ sluice explain --topic netbox.events --partition 0 --offset 42 --envelope`,
    )
    .action(async ({ config, ...options }: ExplainOptions & { config?: string }) => {
      const { explain } = await import('./explain/explain.ts')
      print(await explain(configFile(config), options))
      exit(exitCodes.ok)
    })
}

function addName(name: string, before: readonly string[]): readonly string[] {
  return [...before, name]
}
