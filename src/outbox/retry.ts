/** How a sink's failed deliveries are tried again. Durations in milliseconds. */
export interface RetrySettings {
  readonly initial: number
  /** The longest wait, one that the other side asks for included. */
  readonly max: number
  readonly factor: number
  /** From the first failure; then the delivery is given up. 0: never. */
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

/** How long the whole sink holds because the other side asked for it; 0 where it did not, or for something absurd. */
export function holdFor(asked: number | undefined, retry: RetrySettings): number {
  return asked !== undefined && asked > 0 ? Math.min(asked, retry.max) : 0
}

/** Why a delivery has failed for long enough, or undefined. `elapsed` milliseconds have passed since its first failure. */
export function givenUp(attempts: number, elapsed: number, retry: RetrySettings): string | undefined {
  if (retry.max_attempts > 0 && attempts >= retry.max_attempts) return `${attempts} attempts failed`
  if (retry.max_elapsed > 0 && elapsed >= retry.max_elapsed)
    return `failed for ${Math.round(elapsed / 1000)} s`
  return undefined
}
