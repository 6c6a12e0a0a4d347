import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

/** A suite that did not run, because the machine lacks something. */
export interface LeftOut {
  readonly suite: string
  /** What is missing, in words. */
  readonly reason: string
  /** What brings it in, as typed into a shell. */
  readonly command: string
}

/** Folder in which a run's test files note what they leave out; set by test/run.ts. */
export const LEFT_OUT_FOLDER = 'SLUICE_LEFT_OUT'

/** Set to `1` by `npm test -- --strict`: what is left out fails. */
export const STRICT = 'SLUICE_STRICT'

/** Whether a suite left out counts as a failure: in CI, and where asked for. */
export function isStrict(): boolean {
  return process.env['CI'] === 'true' || process.env[STRICT] === '1'
}

/**
 * Says that a suite does not run: one skipped test with the reason, and a line in the summary of the run.
 * @returns the reason, for the `skip` of the suite. @throws Error where `isStrict`.
 */
export function leaveOut(suite: string, reason: string, command: string): string {
  const left: LeftOut = { suite, reason, command }
  const folder = process.env[LEFT_OUT_FOLDER]
  if (folder !== undefined) {
    const name = createHash('sha256').update(suite).digest('hex').slice(0, 16)
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(left))
  }
  const text = `left out: ${reason}; to bring it in: ${command}`
  if (isStrict()) throw new Error(`${suite}: ${text}`)
  test(`${suite} (the whole suite)`, { skip: text }, () => {})
  return text
}

/** What the test files of a run left out, by suite. */
export function leftOutOf(folder: string): LeftOut[] {
  return readdirSync(folder)
    .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as LeftOut)
    .sort((a, b) => a.suite.localeCompare(b.suite))
}
