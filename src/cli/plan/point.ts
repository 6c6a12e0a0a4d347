import { InvalidArgumentError } from 'commander'
import { type Point, parsePoint, pointForms } from '../../point.ts'

/** Reads a point, for commander. Times ago count from `now`. */
export function point(text: string, now: number = Date.now()): Point {
  const found = parsePoint(text, now)
  if (found !== undefined) return found
  throw new InvalidArgumentError(`found ${JSON.stringify(text)}, expected ${pointForms}.`)
}
