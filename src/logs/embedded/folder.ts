import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { messageOf, SluiceError } from '../../errors.ts'
import { damagedHint } from './failure.ts'

const onlyOwner = 0o700
const ownFile = 0o600

/** Where the file stands in a data folder. */
export function fileOf(folder: string): string {
  return join(folder, 'log.db')
}

/** Makes the data folder where there is none. @throws SluiceError `log_unusable`. */
export function makeFolder(folder: string): void {
  try {
    makeWithParents(folder)
    if (!statSync(folder).isDirectory()) throw new Error('it is no folder')
  } catch (error) {
    throw new SluiceError(
      'log_unusable',
      `${folder}: no data folder can be made there (${messageOf(error)})`,
      {
        cause: error,
        hint: 'log.path must name a folder that the user who runs Sluice may write to',
      },
    )
  }
}

/** Not Node's `recursive`: that goes round for ever where a folder that is there takes no new ones, such as /proc. */
function makeWithParents(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) makeWithParents(parent)
  try {
    mkdirSync(folder, { mode: onlyOwner })
  } catch (error) {
    if (!existsSync(folder)) throw error // else another process has made it
  }
}

/**
 * Finds out whether the folder, and the file where there is one, can be written. SQLite would open it for reading only,
 * and then say that the disk failed.
 * @throws SluiceError `log_unusable`.
 */
export function checkWritable(folder: string): void {
  for (const path of [folder, fileOf(folder)]) {
    if (!existsSync(path)) continue
    try {
      accessSync(path, constants.R_OK | constants.W_OK)
    } catch (error) {
      throw new SluiceError('log_unusable', `${path}: cannot be written (${messageOf(error)})`, {
        cause: error,
        hint: 'the folder and its files must belong to the user that runs Sluice, on a disk mounted for writing',
      })
    }
  }
}

/** Whether others than the owner have access to the folder. */
export function isOpenToOthers(folder: string): boolean {
  return process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0
}

/**
 * Makes the file where there is none: `build` writes it under a name of its own, and it is complete when it gets its
 * name. So an empty file, or a journal without a file, is damage, and nothing is ever written over it.
 * @throws SluiceError `log_unusable`.
 */
export function makeFile(folder: string, build: (path: string) => void): void {
  const file = fileOf(folder)
  if (existsSync(file)) {
    if (statSync(file).size > 0) return
    throw new SluiceError('log_unusable', `${file}: the file is empty`, { hint: damagedHint })
  }
  const journal = `${file}-wal`
  if (existsSync(journal) && statSync(journal).size > 0) {
    throw new SluiceError('log_unusable', `${file}: missing, but its journal ${journal} is there`, {
      hint: damagedHint,
    })
  }
  const temporary = `${file}.${process.pid}.new`
  try {
    rmSync(temporary, { force: true })
    writeFileSync(temporary, '', { mode: ownFile, flag: 'wx' })
    build(temporary)
    name(temporary, file)
    syncFolder(folder)
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** Gives the file its name, unless another process was faster. */
function name(temporary: string, file: string): void {
  try {
    linkSync(temporary, file)
  } catch {
    // Either it is there by now, or the file system has no hard links.
    if (!existsSync(file)) renameSync(temporary, file)
  }
}

/** A name is durable only with the folder that holds it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Takes the files away from others. By name only: to open and close one of SQLite's files here would drop the locks that
 * this process holds on it (POSIX locks belong to the process, not to the descriptor).
 */
export function restrictFiles(folder: string): void {
  for (const file of [fileOf(folder), `${fileOf(folder)}-wal`]) if (existsSync(file)) chmodSync(file, ownFile)
}

/** Notes who holds the folder; only for the message that the next one gets. */
export function writeHolder(folder: string): void {
  const holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  try {
    writeFileSync(join(folder, 'holder.json'), `${JSON.stringify(holder)}\n`, { mode: ownFile })
  } catch {
    // A full disk: the lock itself is SQLite's.
  }
}

/** Who holds the folder, in words. */
export function holderOf(folder: string): string {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(join(folder, 'holder.json'), 'utf8'))
    return `process ${Number(pid)} on ${String(host)}, since ${String(since)}`
  } catch {
    return 'another process'
  }
}

/** The folder is nobody's any more. */
export function removeHolder(folder: string): void {
  rmSync(join(folder, 'holder.json'), { force: true })
}
