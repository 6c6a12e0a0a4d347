import type { Command } from 'commander'
import { configOption } from '../config-option.ts'

/** How the commands that ask running instances find them. */
export interface AdminOptions {
  readonly config?: string
  readonly instance: readonly string[]
  readonly tokenFile?: string
  readonly json?: boolean
}

/** What is said about it in the help of each of them. */
export const adminHelp = `
The instances are asked at their admin address: each --instance, every address of a name in one, or else admin.listen of the
configuration. All partitions have to be covered. The token is $SLUICE_ADMIN_TOKEN, or stands in --token-file.`

/** Adds the options by which instances are found. */
export function withInstances(command: Command): Command {
  return command
    .addOption(configOption())
    .option(
      '-i, --instance <url>',
      'admin address of an instance; may be repeated',
      (url: string, before: readonly string[]) => [...before, url],
      [] as readonly string[],
    )
    .option('--token-file <file>', 'file with the admin token')
    .option('--json', 'one line of JSON')
}
