import type { Logger } from '../../src/types.ts'

/** A logger that says nothing. */
export const quietLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  isLevelEnabled: () => false,
  child: () => quietLogger,
}
