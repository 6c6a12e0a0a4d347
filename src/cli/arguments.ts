import { InvalidArgumentError } from 'commander'
import { duration } from '../config/units.ts'
import { parsePoint, pointForms } from '../point.ts'

/** A whole number within bounds, for commander. */
export function number(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(
        `found ${JSON.stringify(text)}, expected a number from ${least} to ${most}.`,
      )
    return value
  }
}

/** A duration in milliseconds, a second at least, for commander. */
export function time(text: string): number {
  const milliseconds = duration(text)
  if (milliseconds === undefined || milliseconds < 1_000)
    throw new InvalidArgumentError(
      `found ${JSON.stringify(text)}, expected a duration of at least 1s, such as 10s or 2m.`,
    )
  return milliseconds
}

/** A point of a log, checked and given as it is written, for commander. */
export function pointText(text: string): string {
  if (parsePoint(text, Date.now()) !== undefined) return text
  throw new InvalidArgumentError(`found ${JSON.stringify(text)}, expected ${pointForms}.`)
}
