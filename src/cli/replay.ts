import { Command } from 'commander'
import { pointForms } from '../point.ts'
import { adminHelp, withInstances } from './admin/options.ts'
import type { ReplayOptions } from './admin/replay.ts'
import { pointText } from './arguments.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

/** `sluice replay`: sends a stretch of the source to one sink once more. */
export function replayCommand(exit: (code: number) => void): Command {
  return withInstances(
    new Command('replay').description(
      'Sends the events of a stretch of the log to one sink once more, beside the live ones.',
    ),
  )
    .option('-s, --sink <name>', 'the sink')
    .option('--from <point>', 'where to begin', pointText)
    .option('--to <point>', 'where to end, before this (default: latest)', pointText)
    .option('-t, --topic <name>', 'of this topic only')
    .option('-w, --where <conditions>', "only events whose own fields are so, as a rule's `where`")
    .option(
      '--rate <rate>',
      "deliveries a second, such as 50/s, or none (default: the sink's, at most 100/s)",
    )
    .option('-n, --dry-run', 'count only')
    .option('--resume <id>', 'go on with one that its instance could not end')
    .addHelpText(
      'after',
      `
The records are counted first; then those that the rules, as they are now, send to the sink are sent: with the same egress ids, and with
a replay id, so that a receiver can tell. They are in order among themselves, not with the live ones, whose positions stay as they are.
The end is where the log ends now. Ctrl-C leaves it running; it can be seen at GET /jobs. A point is
${pointForms}.
${adminHelp} One instance is enough here.

  $ sluice replay --sink crm --from 2h --dry-run
  $ sluice replay --sink crm --from 2026-03-01T08:00:00Z --to 2026-03-01T09:00:00Z --where '{attr: username, value: admin}'`,
    )
    .action(async (options: ReplayOptions) => {
      const { replay } = await import('./admin/replay.ts')
      const { text, good } = await replay(options)
      print(text)
      exit(good ? exitCodes.ok : exitCodes.failed)
    })
}
