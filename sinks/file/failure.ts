import type { Failure } from '../failure.ts'

const failures: ReadonlyMap<string, Failure> = new Map<string, Failure>([
  ['ENOSPC', full('the disk is full')],
  ['EDQUOT', full('the quota of disk space is used up')],
  ['EFBIG', full('the file is as large as it may be')],
  ['EACCES', denied('not allowed to write there')],
  ['EPERM', denied('not allowed to write there')],
  ['EROFS', denied('the file system is read-only')],
  ['ENOENT', { class: 'not_found', reason: 'its folder does not exist', alarm: true }],
  ['ENOTDIR', wrong('what should be its folder is a file')],
  ['EISDIR', wrong('there is a folder of that name')],
  ['ENOTFILE', wrong('what is there is no regular file')],
  ['ENAMETOOLONG', wrong('its name is too long')],
  ['ELOOP', wrong('its links lead round in a circle')],
  ['EMFILE', { class: 'internal', reason: 'too many open files in this process', alarm: true }],
  ['ENFILE', { class: 'internal', reason: 'too many open files on this machine', alarm: true }],
  ['EIO', { class: 'unavailable', reason: 'the disk fails', alarm: true }],
  ['ESTALE', { class: 'unavailable', reason: 'the network file system has lost it' }],
  ['EPIPE', { class: 'unavailable', reason: 'nobody reads it any more', alarm: true }],
])

/** What an error of the file system means, by its code; always a retry. Total: whatever is thrown has a class. */
export function failureOf(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = failures.get(code)
  if (known !== undefined) return known
  const shown = /^[A-Z0-9_]{1,64}$/.test(code) ? `failed (${code})` : 'failed for an unknown reason'
  return { class: 'other', reason: shown }
}

function full(reason: string): Failure {
  return { class: 'unavailable', reason, alarm: true }
}

function denied(reason: string): Failure {
  return { class: 'permission', reason, alarm: true }
}

function wrong(reason: string): Failure {
  return { class: 'config', reason, alarm: true }
}
