import { ConfigError, messageOf, SluiceError } from '../errors.ts'
import { printable } from '../text.ts'
import { exitCodes } from './exit-codes.ts'
import { complain } from './output.ts'

/** Says on standard error what went wrong, and gives the exit code that says so too. */
export function report(error: unknown, write: (text: string) => void = complain): number {
  if (error instanceof ConfigError) {
    const count = error.problems.length
    write(
      `${printable(error.message)}\n${count} ${count === 1 ? 'problem' : 'problems'} in the configuration\n`,
    )
    return exitCodes.usage
  }
  if (error instanceof SluiceError) {
    write(`sluice: ${printable(error.message)}${error.hint === '' ? '' : `\n  ${printable(error.hint)}`}\n`)
    return error.code === 'usage' ? exitCodes.usage : exitCodes.failed
  }
  // Not foreseen: whoever reports it needs the stack.
  write(`sluice: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`)
  return exitCodes.failed
}
