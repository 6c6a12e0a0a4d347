import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The repository's own folder. */
export const ROOT = resolve(import.meta.dirname, '../..')

/** Where a server's files are kept between runs: a folder of `SLUICE_CACHE`, or of `.cache` in the repository. */
export function cacheFolder(server: string): string {
  const folder = join(resolve(process.env['SLUICE_CACHE'] ?? join(ROOT, '.cache')), server)
  mkdirSync(folder, { recursive: true })
  return folder
}
