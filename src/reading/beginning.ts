import { SluiceError } from '../errors.ts'
import { type Standing, standingOf } from '../positions.ts'
import type { Logger, Tenure } from '../types.ts'
import { logGap } from './gaps.ts'

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
  if (standing.recreated)
    logger.error(
      { topic, partition, ...bounds, committed: committed.offset },
      'position.beyond: the log ends below what was committed, so it was made anew; reading it from its start',
    )
  const gaps = [...standing.gaps].map(([sink, from]) => ({ sink, topic, partition, from, to: bounds.start }))
  for (const group of Map.groupBy(gaps, ({ from }) => from).values()) logGap(logger, group)
  return standing
}
