/** How much of a long test's load is run, 0 … 1; set by test/run.ts. */
export const SHARE = 'SLUICE_TEST_SHARE'

/** So much of `whole` as this run is to do, `least` at least. */
export function scaled(whole: number, least: number): number {
  return Math.max(least, Math.round(whole * Number(process.env[SHARE] ?? 1)))
}
