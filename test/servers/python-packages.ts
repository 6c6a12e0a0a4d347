import { spawnSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { findCommand } from './java.ts'

/**
 * Brings packages with exact versions into a folder of the cache, with Python's own pip, else with one of a virtual
 * environment. Into a folder beside first: half of them would look like all. @throws Error
 */
export function fetchPackages(folder: string, packages: readonly string[]): void {
  const python = findCommand('python3')
  if (python === undefined)
    throw new Error('install Python 3 (on Debian: apt-get install python3 python3-pip)')
  const beside = mkdtempSync(join(cacheFolder('.'), 'python-fetch-'))
  try {
    const options = ['-q', '--no-input', '--disable-pip-version-check', '--root-user-action', 'ignore']
    const target = ['--target', join(beside, 'packages')]
    const install = (command: string) =>
      run(command, ['-m', 'pip', 'install', ...options, ...target, ...packages])
    const said = install(python)
    if (said !== undefined) {
      const venv = run(python, ['-m', 'venv', join(beside, 'venv')])
      const again = venv ?? install(join(beside, 'venv/bin/python3'))
      if (again !== undefined) throw new Error(`pip failed: ${said}; and in a virtual environment: ${again}`)
    }
    rmSync(folder, { recursive: true, force: true })
    renameSync(join(beside, 'packages'), folder)
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

/** What went wrong; undefined where nothing did. */
function run(command: string, args: readonly string[]): string | undefined {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 10 * 60_000 })
  if (status === 0) return undefined
  return error?.message ?? (stderr.trim().split('\n').slice(-3).join(' ') || `exit code ${status}`)
}
