import { SluiceError } from '../errors.ts'
import { type Standing, standingOf } from '../positions.ts'
import type { Logger, Tenure } from '../types.ts'

const mostNames = 20 // in a log line

/**
 * Where the sinks stand when a tenure begins, with log lines for what the log does not hold any more.
 * @throws SluiceError `positions_unreadable`
 */
export function beginningOf(
  tenure: Tenure,
  names: readonly string[],
  { formerly, logger }: { readonly formerly: ReadonlyMap<string, string>; readonly logger: Logger },
): Standing {
  const { topic, partition, committed, bounds } = tenure
  let standing: Standing
  try {
    standing = standingOf(committed, bounds, names, formerly)
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    const { code, message, hint } = error
    throw new SluiceError(code, `${topic}, partition ${partition}: ${message}`, { cause: error, hint })
  }
  const where = { topic, partition, ...bounds }
  if (standing.recreated)
    logger.error(
      { ...where, committed: committed.offset },
      'position.beyond: the log ends below what was committed, so it was made anew; reading it from its start',
    )
  for (const [position, sinks] of Map.groupBy(standing.gaps, ([, position]) => position))
    logger.error(
      {
        ...where,
        sinks: sinks.slice(0, mostNames).map(([name]) => name),
        count: sinks.length,
        position,
        missing: bounds.start - position,
      },
      'position.gap: the log no longer holds what these sinks are owed; they go on at its start',
    )
  return standing
}
