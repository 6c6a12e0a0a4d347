import { readFileSync, statSync } from 'node:fs'
import { SluiceError } from '../errors.ts'

/**
 * The text of a small file, a BOM dropped. `mode` is the file's, for telling who else can read it.
 * @throws SluiceError `file_unreadable` whose message continues a sentence that begins with the file: `does not exist`.
 */
export function readTextFile(path: string, mostBytes: number): { text: string; mode: number } {
  const { bytes, mode } = readBytes(path, mostBytes)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw unreadable('is not UTF-8 text')
  }
  if (text.includes('\0')) throw unreadable('is not text: it has zero bytes')
  return { text, mode }
}

function readBytes(path: string, mostBytes: number): { bytes: Buffer; mode: number } {
  try {
    const stats = statSync(path)
    if (stats.isDirectory()) throw unreadable('is a folder, not a file')
    // A pipe or a device may never end.
    if (!stats.isFile()) throw unreadable('is no regular file')
    if (stats.size > mostBytes)
      throw unreadable(`is ${stats.size} bytes large; at most ${mostBytes} bytes are read`)
    return { bytes: readFileSync(path), mode: stats.mode }
  } catch (error) {
    throw error instanceof SluiceError ? error : unreadable(reason(error))
  }
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user'
    default:
      return `cannot be read (${code ?? 'unknown error'})`
  }
}

function unreadable(message: string): SluiceError {
  return new SluiceError('file_unreadable', message)
}
