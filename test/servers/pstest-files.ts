import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { findCommand } from './java.ts'

const SOURCES = join(import.meta.dirname, 'pstest')
// Where Go's own installer puts it; not in everybody's PATH.
const SYSTEM = '/usr/local/go/bin/go'

/** Where the program is, built from the sources as they are now; undefined where it is not. */
export function pstestProgram(): string | undefined {
  const program = programPath()
  return existsSync(program) ? program : undefined
}

/** Why no server can be started here; undefined where one can. */
export function pstestMissing(): string | undefined {
  return pstestProgram() === undefined ? 'pstest (a Pub/Sub server) is not built' : undefined
}

/** Builds the program into the cache. @throws Error */
export function buildPstest(): string {
  if (pstestProgram() !== undefined) return 'there already'
  const go = findCommand('go') ?? (existsSync(SYSTEM) ? SYSTEM : undefined)
  if (go === undefined) throw new Error('install Go 1.26 or newer')
  const program = programPath()
  const beside = `${program}.${process.pid}`
  try {
    execFileSync(go, ['build', '-trimpath', '-o', beside, '.'], {
      cwd: SOURCES,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, CGO_ENABLED: '0' },
    })
    renameSync(beside, program)
  } finally {
    rmSync(beside, { force: true })
  }
  return 'built'
}

/** The name has a hash of the sources in it: what was built of others is not taken for it. */
function programPath(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(SOURCES).sort()) hash.update(name).update(readFileSync(join(SOURCES, name)))
  return join(cacheFolder('pstest'), `pstest-${hash.digest('hex').slice(0, 16)}`)
}
