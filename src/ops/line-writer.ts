import { closeSync, constants, fstatSync, openSync, write, writeSync } from 'node:fs'

/** Takes lines and never blocks; what it cannot take it counts. */
export interface LineDestination {
  write(line: string): void
  /** Lines thrown away so far. */
  readonly dropped: number
  /** Waits until everything taken is written, `patience` ms at most; takes nothing more. Idempotent. */
  close(patience?: number): Promise<void>
}

export interface LineWriterOptions {
  /** Characters that may wait; lines beyond are dropped. */
  readonly limit?: number
  /** Longest time in ms that a line waits for others to share its write with. */
  readonly linger?: number
  /** Called when a write finds that nobody reads any more, with each such write. */
  readonly unread?: () => void
}

const defaultLimit = 4 * 1024 * 1024
const enough = 64 * 1024 // characters at which a write begins at once
const defaultLinger = 20 // ms; fifty writes a second at most while little is said
const retryAfter = 20 // ms until a full pipe is tried again

/**
 * Lines to a file descriptor, many to a write, one write under way. A slow reader costs memory up to the limit, then
 * lines.
 *
 * A pipe or terminal is opened anew without blocking: a write to a pipe that nobody reads would hold a thread of the
 * pool, and the exit of the process with it, for as long as the reader is stuck. The descriptor that was given stays
 * as it is, since other processes may share it.
 */
export class LineWriter implements LineDestination {
  dropped = 0
  readonly #way: Way
  readonly #limit: number
  readonly #linger: number
  readonly #unread: () => void
  /** Waiting for the next write. */
  #text = ''
  #lines = 0
  /** On its way: what is left of the write under way. */
  #chunk: Buffer | undefined
  #chunkLines = 0
  #chunkLength = 0
  #writing = false
  #timer: NodeJS.Timeout | undefined
  #state: 'open' | 'closing' | 'closed' = 'open'
  #drained: (() => void) | undefined
  #closed: Promise<void> | undefined
  readonly #atExit = () => this.#flushNow()

  constructor(fd: number, options: LineWriterOptions = {}) {
    this.#limit = options.limit ?? defaultLimit
    this.#linger = options.linger ?? defaultLinger
    this.#unread = options.unread ?? (() => {})
    this.#way = wayTo(fd)
    process.on('exit', this.#atExit)
  }

  write(line: string): void {
    if (this.#state !== 'open' || this.#text.length + this.#chunkLength + line.length > this.#limit) {
      this.dropped++
      return
    }
    this.#text += line
    this.#lines++
    if (this.#chunk !== undefined) return
    if (this.#text.length >= enough) this.#begin()
    else this.#timer ??= setTimeout(() => this.#begin(), this.#linger)
  }

  close(patience = 1_000): Promise<void> {
    this.#closed ??= this.#close(patience)
    return this.#closed
  }

  async #close(patience: number): Promise<void> {
    this.#state = 'closing'
    if (this.#chunk === undefined) this.#begin()
    if (this.#chunk !== undefined) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, patience)
        this.#drained = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.dropped += this.#chunkLines + this.#lines
    this.#state = 'closed'
    clearTimeout(this.#timer)
    process.off('exit', this.#atExit)
    if (!this.#writing) this.#release()
  }

  #begin(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#state === 'closed') return
    if (this.#text === '') {
      this.#drained?.()
      return
    }
    this.#chunk = Buffer.from(this.#text)
    this.#chunkLines = this.#lines
    this.#chunkLength = this.#text.length
    this.#text = ''
    this.#lines = 0
    this.#writeOn()
  }

  #writeOn(): void {
    if (this.#chunk === undefined || this.#state === 'closed') return
    this.#writing = true
    write(this.#way.fd, this.#chunk, (error, written) => {
      this.#writing = false
      if (this.#state === 'closed') this.#release()
      else this.#wrote(error, written)
    })
  }

  #wrote(error: NodeJS.ErrnoException | null, written: number): void {
    if (this.#chunk === undefined) return
    if (error?.code === 'EAGAIN') {
      this.#timer = setTimeout(() => this.#writeOn(), retryAfter)
      return
    }
    if (error !== null) {
      if (error.code === 'EPIPE') this.#unread()
      this.dropped += this.#chunkLines // the reader is gone, or the disk is full: the next lines may fare better
    } else if (written < this.#chunk.length) {
      this.#chunk = this.#chunk.subarray(written)
      this.#writeOn()
      return
    }
    this.#chunk = undefined
    this.#chunkLines = 0
    this.#chunkLength = 0
    if (this.#text.length >= enough || this.#state === 'closing') this.#begin()
    else if (this.#text !== '') this.#timer = setTimeout(() => this.#begin(), this.#linger)
  }

  /** The last lines of a process that ends without `close`: written as far as that takes no waiting. */
  #flushNow(): void {
    if (this.#writing && this.#way.mayBlock) return // the reader is slow: this write might not return
    const left = Buffer.concat([
      ...(this.#chunk === undefined || this.#writing ? [] : [this.#chunk]),
      Buffer.from(this.#text),
    ])
    this.#text = ''
    try {
      for (let from = 0; from < left.length; ) from += writeSync(this.#way.fd, left, from)
    } catch {
      // EAGAIN: nobody reads
    }
  }

  /** Not before the last write has returned: the number would soon name another file. */
  #release(): void {
    if (this.#way.own) closeSync(this.#way.fd)
  }
}

/** How to write to a descriptor: through which one, whether that is one's own, and whether a write may take for ever. */
interface Way {
  readonly fd: number
  readonly own: boolean
  readonly mayBlock: boolean
}

function wayTo(fd: number): Way {
  const kind = fstatSync(fd)
  if (kind.isFile()) return { fd, own: false, mayBlock: false }
  if (kind.isSocket()) {
    if (fd !== 1) return { fd, own: false, mayBlock: true }
    void process.stdout // a socket cannot be opened anew; Node makes it non-blocking here, and undoes that at exit
    return { fd, own: false, mayBlock: false }
  }
  try {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY
    return { fd: openSync(`/proc/self/fd/${fd}`, flags), own: true, mayBlock: false }
  } catch {
    return { fd, own: false, mayBlock: true } // not Linux, or the pipe belongs to another user
  }
}
