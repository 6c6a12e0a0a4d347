import { type Loaded, loadConfig } from '../config/index.ts'
import { ConfigError, describeProblem, type Problem } from '../errors.ts'
import { checkSink } from '../sinks.ts'
import { printable } from '../text.ts'
import { complain } from './output.ts'

/**
 * Loads a configuration, as every command does, and says on standard error what is doubtful about it, whether it is
 * good or not. @throws ConfigError with everything that is wrong, sinks' own options included.
 */
export async function loadFor(file: string): Promise<Loaded> {
  try {
    const loaded = await loadConfig(file, process.env, checkSink)
    warn(loaded.warnings)
    return loaded
  } catch (error) {
    if (error instanceof ConfigError) warn(error.warnings)
    throw error
  }
}

function warn(warnings: readonly Problem[]): void {
  for (const warning of warnings) complain(`warning: ${printable(describeProblem(warning))}\n`)
}
