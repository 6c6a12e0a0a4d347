import type { Writable } from 'node:stream'
import type { Output } from './types.ts'

/** Standard output, or another stream that belongs to the process: it is never ended. */
export class StreamOutput implements Output {
  readonly #stream: Writable
  #listening = false

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /** Resolves once the stream has handed them on, which holds back what comes too fast. */
  append(lines: readonly Buffer[]): Promise<void> {
    // Where nobody reads any more, the stream tells its listeners beside the caller; without one the process would end.
    if (!this.#listening) this.#stream.on('error', ignore)
    this.#listening = true
    return new Promise((resolve, reject) => {
      this.#stream.write(Buffer.concat(lines), error => (error ? reject(error) : resolve()))
    })
  }

  async check(): Promise<void> {
    if (!this.#stream.writable) throw Object.assign(new Error('not writable'), { code: 'EPIPE' })
  }

  async close(): Promise<void> {
    if (this.#listening) this.#stream.off('error', ignore)
    this.#listening = false
  }
}

function ignore(): void {}
