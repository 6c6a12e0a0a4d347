import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { findCommand } from './java.ts'
import { leaveOut } from './left-out.ts'

/** The version of Jinja2 that our engine is held against: NetBox's. */
export const JINJA2_VERSION = '3.1.6'
const MARKUPSAFE_VERSION = '3.0.3'

/** Real Jinja2, to compare with. */
export interface Jinja2 {
  /** The Python that runs it. */
  readonly python: string
  /** The folder that its packages are in. */
  readonly folder: string
}

/** Where Jinja2 is; a text that says what is missing where it is not. */
export function findJinja2(): Jinja2 | string {
  const python = findCommand('python3')
  if (python === undefined) return 'there is no python3'
  const folder = folderOf()
  return existsSync(join(folder, 'jinja2')) ? { python, folder } : `Jinja2 ${JINJA2_VERSION} is not set up`
}

/** Jinja2 for a suite; where there is none the suite is left out, and the reason is for its `skip`. */
export function jinja2For(suite: string): Jinja2 | { readonly skip: string } {
  const found = findJinja2()
  return typeof found === 'string' ? { skip: leaveOut(suite, found, 'npm run test:setup') } : found
}

/** Brings Jinja2 into the cache, with Python's own pip, else with one of a virtual environment. @throws Error */
export function fetchJinja2(): string {
  const found = findJinja2()
  if (typeof found !== 'string') return 'there already'
  const python = findCommand('python3')
  if (python === undefined)
    throw new Error('install Python 3 (on Debian: apt-get install python3 python3-pip)')
  const beside = mkdtempSync(join(cacheFolder('.'), 'jinja2-fetch-'))
  try {
    const packages = [`jinja2==${JINJA2_VERSION}`, `markupsafe==${MARKUPSAFE_VERSION}`]
    const install = (command: string) =>
      run(command, [
        '-m',
        'pip',
        'install',
        '-q',
        '--no-input',
        '--disable-pip-version-check',
        '--root-user-action',
        'ignore',
        '--target',
        join(beside, 'packages'),
        ...packages,
      ])
    const said = install(python)
    if (said !== undefined) {
      const venv = run(python, ['-m', 'venv', join(beside, 'venv')])
      const again = venv ?? install(join(beside, 'venv/bin/python3'))
      if (again !== undefined) throw new Error(`pip failed: ${said}; and in a virtual environment: ${again}`)
    }
    rmSync(folderOf(), { recursive: true, force: true })
    renameSync(join(beside, 'packages'), folderOf())
    return 'fetched'
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

function folderOf(): string {
  return join(cacheFolder('.'), `jinja2-${JINJA2_VERSION}`)
}

/** What went wrong; undefined where nothing did. */
function run(command: string, args: readonly string[]): string | undefined {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 5 * 60_000 })
  if (status === 0) return undefined
  return error?.message ?? (stderr.trim().split('\n').slice(-3).join(' ') || `exit code ${status}`)
}
