/** How a sink's failed deliveries are tried again. Durations in milliseconds. */
export interface RetrySettings {
  readonly initial: number
  readonly max: number
  readonly factor: number
  /** From the first failure; then the delivery is given up. */
  readonly max_elapsed: number
  /** 0: no limit. */
  readonly max_attempts: number
}

/**
 * The pause after the `attempts`-th failed attempt (counts from 1): exponential with a cap and full jitter, so that
 * many deliveries that failed together do not come back together. `random` is in 0 … 1.
 */
export function delayAfter(attempts: number, retry: RetrySettings, random: number): number {
  const ceiling = Math.min(retry.max, retry.initial * retry.factor ** (attempts - 1))
  return Math.max(1, Math.round(ceiling * random))
}

/** Why a delivery is given up, or undefined while it is worth another attempt. Times are milliseconds since the epoch. */
export function givenUp(
  owed: { readonly attempts: number; readonly firstFailure: number },
  retry: RetrySettings,
  now: number,
): string | undefined {
  if (retry.max_attempts > 0 && owed.attempts >= retry.max_attempts) return `${owed.attempts} attempts failed`
  const elapsed = now - owed.firstFailure
  if (elapsed >= retry.max_elapsed) return `failed for ${Math.round(elapsed / 1000)} s`
  return undefined
}
