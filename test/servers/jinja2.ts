import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { findCommand } from './java.ts'
import { leaveOut } from './left-out.ts'
import { fetchPackages } from './python-packages.ts'

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

/** Brings Jinja2 into the cache. @throws Error */
export function fetchJinja2(): string {
  if (typeof findJinja2() !== 'string') return 'there already'
  fetchPackages(folderOf(), [`jinja2==${JINJA2_VERSION}`, `markupsafe==${MARKUPSAFE_VERSION}`])
  return 'fetched'
}

function folderOf(): string {
  return join(cacheFolder('.'), `jinja2-${JINJA2_VERSION}`)
}
