import { Command } from 'commander'
import { pointForms } from '../point.ts'
import { type AdminOptions, adminHelp, withInstances } from './admin/options.ts'
import { number, pointText } from './arguments.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

/** `sluice sinks`: what operators do to sinks of running instances. */
export function sinksCommand(exit: (code: number) => void): Command {
  const command = new Command('sinks')
    .description('Lists the sinks of running instances; pauses, resumes and moves them.')
    .addHelpText(
      'after',
      `${adminHelp}

What is done is done once it is committed: it outlives restarts, and other instances that take partitions over.

  $ sluice sinks list
  $ sluice sinks pause crm --instance http://sluice.internal:9465
  $ sluice sinks rewind crm --to 2h`,
    )
  const add = (name: string, about: string, run: (sink: string, options: AdminOptions) => Promise<string>) =>
    withInstances(command.command(name).description(about).argument('<sink>', 'the sink')).action(
      async (sink: string, options: AdminOptions) => {
        print(await run(sink, options))
        exit(exitCodes.ok)
      },
    )
  const actions = () => import('./admin/sink-actions.ts')
  withInstances(
    command.command('list').description('Shows each sink: its state, and how far it is behind.'),
  ).action(async (options: AdminOptions) => {
    print(await (await actions()).listSinks(options))
    exit(exitCodes.ok)
  })
  add(
    'pause',
    'Sends nothing to a sink until it is resumed; the log keeps what it is owed.',
    async (sink, options) => (await actions()).moveSink('pause', sink, {}, options),
  )
  add('resume', 'Ends a pause.', async (sink, options) =>
    (await actions()).moveSink('resume', sink, {}, options),
  )
  add('rewind', 'Has everything from a point on sent to a sink again.', async (sink, options) =>
    (await actions()).moveSink('rewind', sink, fieldsOf(options), options),
  )
    .requiredOption('--to <point>', 'where to go on', pointText)
    .option('-t, --topic <name>', 'of this topic only')
    .addHelpText('after', `\nA point is ${pointForms}.\nWhere the sink is not that far on, it stays.`)
  add(
    'skip',
    'Leaves out one record, or all before a point; they are not sent, and make no dead letter.',
    async (sink, options) => (await actions()).moveSink('skip', sink, fieldsOf(options), options),
  )
    .option('--to <point>', 'where to go on', pointText)
    .option('-p, --partition <number>', 'partition of the one record (default: 0)', number(0, 2 ** 31 - 1))
    .option(
      '-o, --offset <number>',
      'the one record, at which the sink stands',
      number(0, Number.MAX_SAFE_INTEGER),
    )
    .option('-t, --topic <name>', 'of this topic only')
  add(
    'forget',
    'Forgets where a sink stands that the configuration does not name any more.',
    async (sink, options) => (await actions()).forgetSink(sink, options),
  )
  return command
}

interface MoveOptions extends AdminOptions {
  readonly to?: string
  readonly topic?: string
  readonly partition?: number
  readonly offset?: number
}

function fieldsOf({ to, topic, partition, offset }: MoveOptions): object {
  return { to, topic, partition, offset }
}
