import { Command, Option } from 'commander'
import { configFile, configOption } from './config-option.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './output.ts'
import type { PlanOptions } from './plan/plan.ts'
import { point } from './plan/point.ts'

/** `sluice plan`: what a changed configuration would have delivered differently. */
export function planCommand(exit: (code: number) => void): Command {
  return new Command('plan')
    .description(
      'Says what a changed configuration would have delivered differently on a stretch of the log; sends and commits nothing.',
    )
    .addOption(configOption())
    .requiredOption('-a, --against <file>', 'the changed configuration')
    .addOption(pointOption('--from <point>', 'where to begin').default(point('earliest'), 'earliest'))
    .addOption(pointOption('--to <point>', 'where to end, before this').default(point('latest'), 'latest'))
    .option('-t, --topic <name>', 'this topic only (default: all that either configuration reads)')
    .option('--json', 'one line of JSON')
    .addHelpText(
      'after',
      `
A point is earliest, latest, a time (2026-03-01T12:00:00Z), a time ago (90m, 1h, 2d), or an offset: of the one partition
(1200), or of some (0:1200,1:980; the others are left out). Without --from and --to the whole log is compared.
An embedded log can be read while no router runs on its folder, and holds up one that starts meanwhile.

  $ sluice plan --against new.yaml --from 1h
  $ sluice plan -c sluice.yaml --against new.yaml --from 2026-03-01T00:00:00Z --to 2026-03-02T00:00:00Z`,
    )
    .action(async ({ config, ...options }: PlanOptions & { config?: string }) => {
      const { plan } = await import('./plan/plan.ts')
      print(await plan(configFile(config), options))
      exit(exitCodes.ok)
    })
}

function pointOption(flags: string, about: string): Option {
  return new Option(flags, about).argParser(text => point(text))
}
