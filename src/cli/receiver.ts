import { Command } from 'commander'
import { number } from './arguments.ts'
import { exitCodes } from './exit-codes.ts'

interface ReceiverCommandOptions {
  readonly port: number
  readonly host: string
  readonly headers: boolean
  readonly status: number
}

/** `sluice receiver`: prints what it gets, as NetBox's `webhook_receiver` does. */
export function receiverCommand(exit: (code: number) => void): Command {
  return new Command('receiver')
    .description('Listens for webhooks and prints each request; for trying things out.')
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one', number(0, 65_535), 9000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--no-headers', 'leave the headers out')
    .option('--status <code>', 'what to answer', number(200, 599), 200)
    .addHelpText(
      'after',
      `
  $ sluice receiver
  $ sluice receiver --port 9001 --status 503      to see how a failing receiver is treated`,
    )
    .action(async (options: ReceiverCommandOptions) => {
      const { receive } = await import('./webhook-receiver.ts')
      await receive(options)
      exit(exitCodes.ok)
    })
}
