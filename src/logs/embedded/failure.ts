import { messageOf, SluiceError } from '../../errors.ts'
import type { Failure } from './types.ts'

// Primary result codes of SQLite (sqlite.org/rescode.html).
const busy = 5
const locked = 6
const readOnly = 8
const ioError = 10
const corrupt = 11
const full = 13
const cannotOpen = 14
const authorization = 23
const notADatabase = 26

/** The primary SQLite result code of an error; 0 where it is none of SQLite's. */
export function sqliteCode(error: unknown): number {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : 0
  return typeof code === 'number' ? code & 0xff : 0
}

/** Whether another process or thread holds the file. */
export function isHeld(error: unknown): boolean {
  const code = sqliteCode(error)
  return code === busy || code === locked
}

/** Whether the disk, or what may be used of it, is full. */
export function isFull(error: unknown): boolean {
  return sqliteCode(error) === full
}

/** What went wrong with the file `name`, in words, with what to do. An error that is ours already stays as it is. */
export function storeError(name: string, error: unknown): SluiceError {
  if (error instanceof SluiceError) return error
  const [message, hint] = explain(name, error)
  return new SluiceError(isFull(error) ? 'log_full' : 'log_unusable', message, { cause: error, hint })
}

/** There is no space left. */
export function diskFull(name: string): Failure {
  return { code: 'log_full', message: `${name}: the disk is full`, hint: fullHint }
}

const fullHint = 'free some space: appends go on by themselves; or lower log.max_bytes'

function explain(name: string, error: unknown): [message: string, hint: string] {
  const said = messageOf(error)
  switch (sqliteCode(error)) {
    case full:
      return [`${name}: the disk is full`, fullHint]
    case readOnly:
    case authorization:
      return [
        `${name}: cannot be written (${said})`,
        'its folder and files must belong to the user that runs Sluice, on a disk mounted for writing',
      ]
    case cannotOpen:
      return [
        `${name}: cannot be opened (${said})`,
        'its folder must exist and belong to the user that runs Sluice',
      ]
    case corrupt:
      return [`${name}: the file is damaged (${said})`, damagedHint]
    case notADatabase:
      return [`${name}: this is no embedded log, or its first bytes are damaged`, damagedHint]
    case ioError:
      return [`${name}: the disk failed (${said})`, 'see the system log for the disk or the mount']
    case busy:
    case locked:
      return [`${name}: in use by another process`, 'stop that process, or give this one another log.path']
    default:
      return [`${name}: ${said}`, '']
  }
}

/** What to do about a damaged file. */
export const damagedHint =
  'nothing was changed: copy the folder away, then restore it from a backup, or start with an empty one'

/** An error as it goes to the other thread. */
export function toFailure(error: unknown): Failure {
  if (error instanceof SluiceError) return { code: error.code, message: error.message, hint: error.hint }
  return { code: 'log_unusable', message: messageOf(error), hint: '' }
}

/** An error that came from the other thread; under another code where the caller promises one. */
export function fromFailure({ code, message, hint }: Failure, as: string = code): SluiceError {
  return new SluiceError(as, message, { hint })
}
