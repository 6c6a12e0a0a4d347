import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome, Preview, Sink, SinkType } from '../../src/types.ts'
import { UnderWay } from '../under-way.ts'
import { Append } from './append.ts'
import { failureOf } from './failure.ts'
import { lineOf } from './line.ts'
import { type FileOptions, fileOptions } from './options.ts'

/** Appends each event as a line of JSON to a file, or to standard output. Options: schemas/sink-file.schema.json. */
export const fileSink: SinkType = {
  type: 'file',
  create: (options, context) => new FileSink(context.name, fileOptions(options, context)),
}

/** The adapter itself; `options.output` is its to close. */
export class FileSink implements Sink {
  readonly #name: string
  readonly #options: FileOptions
  readonly #underWay: UnderWay
  /** In the order of the calls; what is being written is no longer among them. */
  #waiting: Append[] = []
  #writing: Promise<void> | undefined
  #closed = false

  constructor(name: string, options: FileOptions) {
    this.#name = name
    this.#options = options
    // A tenth of the timeout is late enough, a tenth of a second seldom enough to cost nothing.
    this.#underWay = new UnderWay(Math.min(Math.max(options.timeout / 10, 5), 100), () => performance.now())
  }

  send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#closed) return Promise.reject(this.#closedError())
    if (deliveries.length === 0) return Promise.resolve([])
    const lines = deliveries.map(delivery => this.#line(delivery))
    const late: Outcome = { kind: 'retry', class: 'timeout', reason: this.#shown('not written in time') }
    const append = new Append(lines, late, performance.now() + this.#options.timeout, signal)
    this.#underWay.add(append)
    // A disk that hangs would otherwise gather what has long been given up.
    this.#waiting = this.#waiting.filter(({ over }) => !over)
    this.#waiting.push(append)
    this.#writing ??= this.#writeAll()
    return append.outcomes
  }

  preview(delivery: Delivery): Preview {
    return { target: this.#options.target, fields: [], body: this.#line(delivery) }
  }

  /** Looks whether lines could be appended; a file that is not there is not made. */
  async check(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    try {
      await this.#options.output.check()
    } catch (error) {
      const hint = `can this user write to ${this.#options.target}, and is its folder there?`
      throw new SluiceError('sink_unreachable', this.#shown(failureOf(error).reason), { hint })
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#underWay.close(this.#closedError())
    await this.#writing
    await this.#options.output.close()
  }

  /** What waits is written together: with `fsync`, one wait for the disk serves many. Never rejects. */
  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const appends = this.#waiting.splice(0).filter(({ over }) => !over)
      if (appends.length === 0) break
      const outcome = await this.#write(appends.flatMap(({ lines }) => lines))
      for (const append of appends) {
        this.#underWay.delete(append)
        append.done(outcome)
      }
    }
    this.#writing = undefined
  }

  async #write(lines: readonly Buffer[]): Promise<Outcome> {
    try {
      await this.#options.output.append(lines)
      return { kind: 'delivered' }
    } catch (error) {
      const failure = failureOf(error)
      return { kind: 'retry', ...failure, reason: this.#shown(failure.reason) }
    }
  }

  #line(delivery: Delivery): Buffer {
    return lineOf(delivery, this.#options.line, this.#options.netboxId)
  }

  #shown(reason: string): string {
    return `${this.#options.origin}: ${reason}`
  }

  #closedError(): SluiceError {
    return new SluiceError('sink_closed', `sink ${this.#name}: closed`)
  }
}
