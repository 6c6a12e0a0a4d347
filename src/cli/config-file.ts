import { type Loaded, loadConfig } from '../config/index.ts'
import { ConfigError, describeProblem } from '../errors.ts'
import { printable } from '../text.ts'
import { complain } from './output.ts'

/** Loads a configuration and says on standard error what is doubtful about it. @throws ConfigError */
export async function loadFor(file: string): Promise<Loaded> {
  const loaded = await loadConfig(file)
  for (const warning of loaded.warnings) complain(`warning: ${printable(describeProblem(warning))}\n`)
  return loaded
}

/** Does what may find more wrong with the configuration. @throws ConfigError with file and line of each problem. */
export async function withPlaces<T>({ locate }: Loaded, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(error.problems.map(locate)) : error
  }
}
