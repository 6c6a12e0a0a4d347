import { Command } from 'commander'
import type { DiscardOptions, LetterOptions, RedriveOptions } from './admin/letter-actions.ts'
import { adminHelp, withInstances } from './admin/options.ts'
import { number } from './arguments.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

/** `sluice dead-letters`: what was given up, and what is to become of it. */
export function deadLettersCommand(exit: (code: number) => void): Command {
  const command = new Command('dead-letters')
    .description('Lists dead letters; shows them, sends them again, discards them.')
    .addHelpText(
      'after',
      `${adminHelp} One instance is enough here.

Nothing is deleted: a mark in the topic says what became of a letter, and it is listed no more.

  $ sluice dead-letters list crm
  $ sluice dead-letters redrive crm --class unavailable --rate 20/s
  $ sluice dead-letters discard crm --offset 17 --reason 'test device'`,
    )
  const actions = () => import('./admin/letter-actions.ts')
  const done = (text: string) => {
    print(text)
    exit(exitCodes.ok)
  }
  const add = (name: string, about: string) =>
    withInstances(command.command(name).description(about).argument('<sink>', 'the sink, or undecodable'))
  selecting(add('list', 'Lists the dead letters of a sink that wait for somebody to decide.'))
    .option('-n, --limit <number>', 'how many at most (default: 50)', number(1, 100_000))
    .action(async (sink: string, options: LetterOptions) => done(await (await actions()).list(sink, options)))
  add('show', 'Shows one dead letter with what it holds.')
    .requiredOption('-o, --offset <number>', 'its offset', number(0, Number.MAX_SAFE_INTEGER))
    .option('-p, --partition <number>', 'its partition (default: 0)', number(0, 2 ** 31 - 1))
    .action(async (sink: string, options: LetterOptions) => done(await (await actions()).show(sink, options)))
  selecting(add('redrive', 'Sends dead letters to their sink once more, with the same egress ids.'))
    .option('--all', 'all of them')
    .option(
      '--rate <rate>',
      "deliveries a second, such as 50/s, or none (default: the sink's, at most 100/s)",
    )
    .option('--dry-run', 'count only')
    .action(async (sink: string, options: RedriveOptions) => {
      const { text, good } = await (await actions()).redrive(sink, options)
      print(text)
      exit(good ? exitCodes.ok : exitCodes.failed)
    })
  selecting(add('discard', 'Says of dead letters that nothing is to become of them.'))
    .option('--all', 'all of them')
    .requiredOption('--reason <text>', 'why; it is kept')
    .action(async (sink: string, options: DiscardOptions) =>
      done(await (await actions()).discard(sink, options)),
    )
  return command
}

function selecting(command: Command): Command {
  return command
    .option('-p, --partition <number>', 'partition of the letter', number(0, 2 ** 31 - 1))
    .option('-o, --offset <number>', 'one letter', number(0, Number.MAX_SAFE_INTEGER))
    .option('--stage <stage>', 'those with this stage: refused, given_up, undecodable, gap')
    .option('--class <class>', 'those with this error class: unavailable, rejected, …')
    .option('--rule <name>', 'those that this rule wanted')
    .option('--since <time>', 'those that failed last at this time or later: 2026-03-01T12:00:00Z, or 2h ago')
    .option('--until <time>', 'those that failed last before this time')
}
