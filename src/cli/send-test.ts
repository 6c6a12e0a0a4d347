import { Command } from 'commander'
import { configFile, configOption } from './config-option.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

/** `sluice send-test`: tries one sink out. */
export function sendTestCommand(exit: (code: number) => void): Command {
  return new Command('send-test')
    .description('Sends one test event to a sink, once, and says what came of it.')
    .argument('<sink>', 'the sink')
    .addOption(configOption())
    .addHelpText(
      'after',
      `
The event is rendered as every event of that sink, and marked as a test. Nothing is tried again, and no dead letter
is written. Exit code 0: delivered, 1: not.

  $ sluice send-test crm`,
    )
    .action(async (sink: string, { config }: { config?: string }) => {
      const { sendTest } = await import('./send-test/send-test.ts')
      const { delivered, text } = await sendTest(configFile(config), sink)
      print(text)
      exit(delivered ? exitCodes.ok : exitCodes.failed)
    })
}
