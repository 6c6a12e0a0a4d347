const tolerance = 2 // ms; reading two clocks one after the other is never exact

let origin = Date.now() - performance.now()

/**
 * The time in milliseconds since the epoch, with microseconds as its fraction. It follows the system's clock when that
 * is set, which `performance.timeOrigin` does not.
 */
export function now(): number {
  const elapsed = performance.now()
  const wall = Date.now()
  if (Math.abs(wall - (origin + elapsed)) > tolerance) origin = wall - elapsed
  return origin + elapsed
}
