import { Command } from 'commander'
import { number, time } from './arguments.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

interface DemoCommandOptions {
  readonly for?: number
  readonly json?: boolean
  readonly rate: number
}

/** `sluice demo`: a log, two receivers and some events, in one process. */
export function demoCommand(exit: (code: number) => void): Command {
  return new Command('demo')
    .description(
      'Shows everything at work: a log, HTTP in, rules, two receivers of which one fails for a while.',
    )
    .option('--for <duration>', 'end by itself, for example after 10s (default: at Ctrl-C)', time)
    .option('--rate <number>', 'events a second, at most', number(1, 1_000), 4)
    .option('--json', 'end with one line of JSON: {"received":…,"delivered":…,"duplicates":…,"lost":…}')
    .addHelpText(
      'after',
      `
Nothing is installed and nothing stays: the data goes into a folder of its own, which is removed at the end.
Exit code 0 where every event arrived, 1 where one is missing.

  $ sluice demo
  $ sluice demo --for 10s --json`,
    )
    .action(async ({ for: length, json, rate }: DemoCommandOptions) => {
      const { demo } = await import('./demo/demo.ts')
      const tally = await demo(length, rate)
      if (json === true) print(`${JSON.stringify(tally)}\n`)
      exit(tally.lost === 0 && tally.out_of_order === 0 ? exitCodes.ok : exitCodes.failed)
    })
}
