import { Command } from 'commander'
import { configFile, configOption } from './config-option.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

/** `sluice test`: the examples of rules, and files of examples. */
export function testCommand(exit: (code: number) => void): Command {
  return new Command('test')
    .description("Runs the rules' own examples, and files of examples; sends nothing.")
    .argument('[files...]', 'files of examples, YAML or JSON')
    .addOption(configOption())
    .addHelpText(
      'after',
      `
A rule's \`examples\` are messages that it must match or ignore. A file is a list of
  { name, event, matches: true | false | { rules: [...], sinks: [...] }, rule, topic, headers, key }.
Exit code 0: all are as expected, 1: one is not, 2: the configuration or a file is wrong.

  $ sluice test
  $ sluice test -c sluice.yaml examples/*.yaml`,
    )
    .action(async (files: readonly string[], options: { config?: string }) => {
      const { test } = await import('./test/test.ts')
      const good = await test(configFile(options.config), files, print)
      exit(good ? exitCodes.ok : exitCodes.failed)
    })
}
