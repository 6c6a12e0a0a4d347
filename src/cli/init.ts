import { statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Command, Option } from 'commander'
import { starterConfig } from '../config/starter.ts'
import { messageOf, SluiceError } from '../errors.ts'
import { exitCodes } from './exit-codes.ts'
import { print } from './output.ts'

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
        throw failure(file, error)
      }
      const option = file === 'sluice.yaml' ? '' : ` -c ${file}`
      print(`wrote ${file}\nnext: sluice receiver, and in another terminal: sluice run${option}\n`)
      exit(exitCodes.ok)
    })
}

function failure(file: string, error: unknown): SluiceError {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code === 'EISDIR' || (code === 'EEXIST' && statSync(file).isDirectory()))
    return new SluiceError('usage', `${file} is a folder`, { hint: 'name the file to write in it' })
  if (code === 'EEXIST')
    return new SluiceError('usage', `${file} is there already`, { hint: '--force writes over it' })
  const why =
    code === 'ENOENT' && hasFolder(file)
      ? 'its folder takes no such file'
      : (reasons[code] ?? messageOf(error))
  return new SluiceError('not_written', `${file} cannot be written: ${why}`, { cause: error })
}

/** Special file systems say that there is no such file where none can be made. */
function hasFolder(file: string): boolean {
  return statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() === true
}

const reasons: { readonly [code: string]: string } = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EACCES: 'this user may not write there',
  EROFS: 'the file system can only be read',
  ENOSPC: 'the disk is full',
}
