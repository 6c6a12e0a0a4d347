import { constants } from 'node:fs'
import { access, type FileHandle, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { rotate } from './rotation.ts'
import type { Output } from './types.ts'

export interface RotatedFileOptions {
  readonly path: string
  /** Whether lines are on the disk before they count as appended. */
  readonly fsync: boolean
  /** A line that would make the file larger begins a new one; 0: never. */
  readonly maxBytes: number
  /** How many earlier files are kept. */
  readonly keep: number
}

interface Opened {
  readonly handle: FileHandle
  readonly inode: number
  readonly device: number
  size: number
  /** It ends in the middle of a line: a write was broken off. */
  torn: boolean
}

/** A file that lines are appended to. After an error it is opened anew, so that what was in the way may be mended. */
export class RotatedFile implements Output {
  readonly #options: RotatedFileOptions
  readonly #open: typeof open
  #file: Opened | undefined

  constructor(options: RotatedFileOptions, openFile: typeof open = open) {
    this.#options = options
    this.#open = openFile
  }

  async append(lines: readonly Buffer[]): Promise<void> {
    try {
      for (let from = 0; from < lines.length; ) from = await this.#appendFrom(from, lines)
    } catch (error) {
      await this.close().catch(() => {})
      throw error
    }
  }

  async check(): Promise<void> {
    const { path } = this.#options
    try {
      const found = await stat(path)
      if (!found.isFile()) throw notFile()
      await access(path, constants.W_OK)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      await access(dirname(path), constants.W_OK | constants.X_OK)
    }
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.handle.close()
  }

  /** Appends as many as have room in one file, one at least; says which comes next. */
  async #appendFrom(from: number, lines: readonly Buffer[]): Promise<number> {
    const { path, fsync, maxBytes, keep } = this.#options
    let file = await this.#current()
    if (maxBytes > 0 && file.size > 0 && file.size + lines[from]!.length > maxBytes) {
      await this.close()
      await rotate(path, keep)
      file = await this.#current()
    }
    let to = from + 1
    let size = file.size + lines[from]!.length
    while (to < lines.length && (maxBytes === 0 || size + lines[to]!.length <= maxBytes))
      size += lines[to++]!.length
    const bytes = Buffer.concat([...(file.torn ? [newLine] : []), ...lines.slice(from, to)])
    await file.handle.appendFile(bytes)
    if (fsync) await file.handle.datasync()
    file.torn = false
    file.size += bytes.length
    return to
  }

  /** The file that has the name now: what was renamed or deleted behind our back gets no more lines. */
  async #current(): Promise<Opened> {
    const { path } = this.#options
    const file = this.#file
    if (file !== undefined) {
      const there = await stat(path).catch(() => undefined)
      if (there?.ino === file.inode && there.dev === file.device) {
        file.size = there.size
        return file
      }
      await this.close()
    }
    return (this.#file = await this.#opened(await this.#open(path, 'a+', 0o640)))
  }

  async #opened(handle: FileHandle): Promise<Opened> {
    try {
      const found = await handle.stat()
      if (!found.isFile()) throw notFile()
      const { size, ino, dev } = found
      const torn = size > 0 && !(await lastByte(handle, size)).equals(newLine)
      if (size === 0 && this.#options.fsync) await syncFolder(dirname(this.#options.path))
      return { handle, inode: ino, device: dev, size, torn }
    } catch (error) {
      await handle.close()
      throw error
    }
  }
}

const newLine = Buffer.from('\n')

async function lastByte(handle: FileHandle, size: number): Promise<Buffer> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer
}

/** A new file's name is durable only with its folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Not an error of the system: a device or pipe can be opened, but neither be rotated nor be read back. */
function notFile(): Error {
  return Object.assign(new Error('no regular file'), { code: 'ENOTFILE' })
}
