import { ConfigError, messageOf, SluiceError } from '../errors.ts'
import { printable } from './printable.ts'

/** Exit codes of every command. */
export const exitCodes = {
  ok: 0,
  /** It could not do what was asked, or stopped doing it. */
  failed: 1,
  /** Wrong arguments or a wrong configuration: trying again will not help. */
  usage: 2,
} as const

/** Says on standard error what went wrong, and gives the exit code that says so too. */
export function report(
  error: unknown,
  write: (text: string) => void = text => process.stderr.write(text),
): number {
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
