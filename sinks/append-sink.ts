import { SluiceError } from '../src/errors.ts'
import type { AppendLog, Delivery, Outcome, Preview, Sink } from '../src/types.ts'
import { appendFailure, appendLate } from './append-failure.ts'
import { Call, type Placed } from './call.ts'
import { fieldsOf, unshowable } from './preview.ts'
import { type Addressed, type RecordOptions, recordOf } from './record.ts'
import { UnderWay } from './under-way.ts'

/** What a sink that appends to a log is made of. */
export interface AppendOptions {
  /** Of the sink. */
  readonly name: string
  /** Stands before reasons: `log`, `kafka`. */
  readonly origin: string
  /** The log is the sink's to close. */
  readonly log: AppendLog
  readonly record: RecordOptions
  /** Milliseconds, from the call to its last outcome. */
  readonly timeout: number
}

/** Appends each delivery as a record to a topic of a log. Those of a call are of different keys, so each goes by itself. */
export class AppendSink implements Sink {
  readonly #options: AppendOptions
  readonly #underWay: UnderWay
  #closed: Promise<void> | undefined

  constructor(options: AppendOptions) {
    this.#options = options
    // A tenth of the timeout is late enough, a tenth of a second seldom enough to cost nothing.
    this.#underWay = new UnderWay(Math.min(Math.max(options.timeout / 10, 5), 100), () => performance.now())
  }

  send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#closed !== undefined) return Promise.reject(this.#closedError())
    if (deliveries.length === 0) return Promise.resolve([])
    const { log, timeout } = this.#options
    // First: should one throw, nothing is held yet.
    const records = deliveries.map(delivery => this.#recordOf(delivery))
    const late = () => this.#shown(appendLate(log.reachable()))
    const call = new Call(records.length, late, performance.now() + timeout, signal)
    this.#underWay.add(call)
    void this.#appendAll(
      call.place<Addressed>(records, outcome => this.#shown(outcome)),
      call,
    )
    return call.outcomes
  }

  preview(delivery: Delivery): Preview {
    const made = this.#recordOf(delivery)
    if ('kind' in made) throw unshowable(made)
    const { topic, record } = made
    const headers = (record.headers ?? []).map(({ name, value }) => [name, value])
    const fields = fieldsOf({ key: record.key ?? undefined, ...Object.fromEntries(headers) })
    return { target: `topic ${topic}`, fields, body: delivery.body }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  /** All at once: what is appended in one turn goes out together. Never rejects. */
  async #appendAll(placed: readonly Placed<Addressed>[], call: Call): Promise<void> {
    await Promise.all(placed.map(one => this.#append(one, call)))
    this.#underWay.delete(call)
    call.done()
  }

  async #append({ at, message: { topic, record } }: Placed<Addressed>, call: Call): Promise<void> {
    const { log } = this.#options
    try {
      await log.append(topic, [record], call.work)
      call.set(at, delivered)
    } catch (error) {
      if (!call.over) call.set(at, this.#shown(appendFailure(error, log.reachable())))
    }
  }

  #recordOf(delivery: Delivery): ReturnType<typeof recordOf> {
    const { log, record } = this.#options
    const made = recordOf(delivery, record)
    if ('kind' in made || !log.isOwn(made.topic)) return made
    const reason = `topic ${made.topic} is read, or kept, by this router: it would come back`
    return { kind: 'refused', class: 'config', reason }
  }

  #shown(outcome: Exclude<Outcome, { kind: 'delivered' }>): Outcome {
    return { ...outcome, reason: `${this.#options.origin}: ${outcome.reason}` }
  }

  async #close(): Promise<void> {
    this.#underWay.close(this.#closedError())
    await this.#options.log.close()
  }

  #closedError(): SluiceError {
    return new SluiceError('sink_closed', `sink ${this.#options.name}: closed`)
  }
}

const delivered: Outcome = { kind: 'delivered' }
