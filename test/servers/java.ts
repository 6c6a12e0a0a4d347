import { accessSync, constants, readFileSync, realpathSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/** A Java runtime of this machine. */
export interface Java {
  readonly command: string
  /** `17.0.15`, or empty where the runtime does not say. */
  readonly version: string
}

/** The Java of `JAVA_HOME`, else of `PATH`; undefined where there is none. Starts no process. */
export function findJava(): Java | undefined {
  const command = findCommand('java', process.env['JAVA_HOME'])
  if (command === undefined) return undefined
  return { command, version: versionOf(command) }
}

/** A program's path: in `home/bin` where `home` is given and has it, else the first of `PATH`. */
export function findCommand(name: string, home?: string): string | undefined {
  const folders = [
    ...(home === undefined || home === '' ? [] : [join(home, 'bin')]),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  return folders.map(folder => resolve(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function versionOf(java: string): string {
  try {
    const release = readFileSync(resolve(realpathSync(java), '../../release'), 'utf8')
    return /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1] ?? ''
  } catch {
    return ''
  }
}
