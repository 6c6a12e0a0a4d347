import { summarize } from '../config/index.ts'
import { closeSinks, createSinks } from '../sinks.ts'
import { printable } from '../text.ts'
import { loadFor, withPlaces } from './config-file.ts'

/** What a good configuration would do, for people. Connects to nothing. @throws ConfigError with everything that is wrong. */
export async function verdict(file: string): Promise<string> {
  const loaded = await loadFor(file)
  // Reads certificates.
  await withPlaces(loaded, async () => closeSinks(await createSinks(loaded.config)))
  return printable(`${summarize(loaded)}\n${file} is good\n`)
}
