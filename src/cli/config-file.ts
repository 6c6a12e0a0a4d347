import { Option } from 'commander'
import { type Loaded, loadConfig } from '../config/index.ts'
import { ConfigError, describeProblem } from '../errors.ts'
import { printable } from './printable.ts'

const standard = 'sluice.yaml'

/** `--config`, as every command that reads one has it. */
export function configOption(): Option {
  return new Option('-c, --config <file>', `the configuration (default: $SLUICE_CONFIG, else ${standard})`)
}

/** Which file `--config`, the environment and the default together name. */
export function configFile(given: string | undefined): string {
  return given ?? (process.env['SLUICE_CONFIG'] || standard)
}

/** Loads a configuration and says on standard error what is doubtful about it. @throws ConfigError */
export async function loadFor(file: string): Promise<Loaded> {
  const loaded = await loadConfig(file)
  for (const warning of loaded.warnings)
    process.stderr.write(`warning: ${printable(describeProblem(warning))}\n`)
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
