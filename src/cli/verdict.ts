import { summarize } from '../config/index.ts'
import { printable } from '../text.ts'
import { loadFor } from './config-file.ts'

/** What a good configuration would do, for people. Connects to nothing. @throws ConfigError with everything that is wrong. */
export async function verdict(file: string): Promise<string> {
  return printable(`${summarize(await loadFor(file))}\n${file} is good\n`)
}
