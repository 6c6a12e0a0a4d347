import { Command } from 'commander'
import type { Header } from '../types.ts'
import { configFile, configOption } from './config-option.ts'
import { exitCodes } from './exit-codes.ts'
import { addHeader } from './header-option.ts'
import { print } from './output.ts'
import type { RenderOptions } from './render/render.ts'

/** `sluice render`: what one event looks like on its way to one sink. */
export function renderCommand(exit: (code: number) => void): Command {
  return new Command('render')
    .description('Prints one event as it would be sent to one sink: address, headers, body; sends nothing.')
    .addOption(configOption())
    .requiredOption('-s, --sink <name>', 'the sink')
    .requiredOption('-e, --event <file>', 'the message as JSON; - reads standard input')
    .option('-t, --topic <name>', 'topic whose source reads the message (default: the only one)')
    .option(
      '--header <name=value>',
      'a header of the message; may be repeated',
      addHeader,
      [] as readonly Header[],
    )
    .option('--key <text>', 'key of the message')
    .option('--reveal', 'show credentials as they would be sent')
    .addHelpText(
      'after',
      `
The event is rendered whether or not a rule wants it at that sink; where rules do, with their action_data.

  $ sluice render --sink crm --event event.json`,
    )
    .action(async ({ config, ...options }: RenderOptions & { config?: string }) => {
      const { render } = await import('./render/render.ts')
      print(await render(configFile(config), options))
      exit(exitCodes.ok)
    })
}
