import { randomFillSync } from 'node:crypto'
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

// The journal is moved into the file every 4 MiB, for which that may have to grow by as much.
const size = 8 * 2 ** 20
const spare = 2 ** 20
const retryAfter = 1_000 // ms

/**
 * Disk space kept back in the data folder. On a full disk even a commit or a deletion needs a little, and without them
 * the log could never make room: so the reserve is given up then, and taken again once there is space.
 */
export class Reserve {
  readonly #folder: string
  readonly #path: string
  readonly #size: number
  #isHeld = false
  #failedAt = Number.NEGATIVE_INFINITY

  constructor(folder: string, bytes = size) {
    this.#folder = folder
    this.#path = join(folder, 'reserve')
    this.#size = bytes
  }

  /** Takes the reserve if it is not held; whether it is held then. */
  hold(): boolean {
    if (this.#isHeld) return true
    try {
      if (this.#isThere()) return (this.#isHeld = true)
      if (performance.now() - this.#failedAt < retryAfter || !this.#hasSpace()) return false
      this.#write()
      this.#isHeld = true
    } catch {
      this.#failedAt = performance.now()
      rmSync(this.#path, { force: true })
    }
    return this.#isHeld
  }

  /** Gives the space up; whether there was any. */
  release(): boolean {
    const was = this.#isHeld
    rmSync(this.#path, { force: true })
    this.#isHeld = false
    return was
  }

  #isThere(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.size === this.#size
  }

  #hasSpace(): boolean {
    const { bavail, bsize } = statfsSync(this.#folder)
    return bavail * bsize >= this.#size + spare
  }

  /** Random bytes: a file system that compresses would keep next to nothing for zeros. */
  #write(): void {
    const bytes = randomFillSync(Buffer.allocUnsafe(64 * 1024))
    const file = openSync(this.#path, 'w', 0o600)
    try {
      for (let at = 0; at < this.#size; at += bytes.length)
        writeSync(file, bytes, 0, Math.min(bytes.length, this.#size - at))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }
}
