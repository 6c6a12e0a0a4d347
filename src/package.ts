import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of this package: the nearest one above with a package.json, whether this runs from source or compiled. */
export const packageFolder: string = folderOf(import.meta.dirname)

/** The package's version, `0.1.0`. */
export const version: string = (
  JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
).version

/** How Sluice calls itself towards others. */
export const userAgent = `Sluice/${version}`

function folderOf(start: string): string {
  let folder = start
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder)
    if (above === folder) throw new Error(`no package.json above ${start}`)
    folder = above
  }
  return folder
}
