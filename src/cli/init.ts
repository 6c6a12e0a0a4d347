import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { starterConfig } from '../config/starter.ts'
import { messageOf, SluiceError } from '../errors.ts'
import { exitCodes } from './exit.ts'

/** `sluice init`: writes a configuration to begin with. */
export function initCommand(exit: (code: number) => void): Command {
  return new Command('init')
    .description('Writes a small configuration with comments.')
    .argument('[file]', 'where to write it', 'sluice.yaml')
    .addOption(
      new Option('--log <kind>', 'where events come from: the log built into Sluice, or Kafka')
        .choices(['embedded', 'kafka'])
        .default('embedded'),
    )
    .option('--force', 'write over a file that is there')
    .addHelpText(
      'after',
      `
  $ sluice init                     one machine: HTTP in, the built-in log, one rule, one receiver
  $ sluice init --log kafka         reads a topic of a Kafka cluster`,
    )
    .action(async (file: string, options: { log: 'embedded' | 'kafka'; force?: boolean }) => {
      try {
        await writeFile(file, starterConfig(options.log), { flag: options.force === true ? 'w' : 'wx' })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST')
          throw new SluiceError('usage', `${file} is there already`, { hint: '--force writes over it' })
        throw new SluiceError('not_written', `${file} cannot be written: ${messageOf(error)}`)
      }
      const option = file === 'sluice.yaml' ? '' : ` -c ${file}`
      process.stdout.write(
        `wrote ${file}\nnext: sluice receiver, and in another terminal: sluice run${option}\n`,
      )
      exit(exitCodes.ok)
    })
}
