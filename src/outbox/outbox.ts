import { messageOf, SluiceError } from '../errors.ts'
import type { Logger, Outcome, SinkMeter, Tenure } from '../types.ts'
import { logAttempt } from './attempt-line.ts'
import { type Burial, fieldsOf, untilDurable } from './burial.ts'
import { Lane } from './lane.ts'
import { type Memory, Waiters } from './memory.ts'
import { Owed, sizeOf, type Work } from './owed.ts'
import { Queue } from './queue.ts'
import { delayAfter, givenUp, type RetrySettings } from './retry.ts'
import type { Attempt, Sender } from './sender.ts'

export interface OutboxSettings {
  readonly name: string
  readonly order: 'key' | 'none'
  /** Unsettled deliveries of all lanes together. */
  readonly window: { readonly count: number; readonly bytes: number }
  /** Batches under way at a time. */
  readonly concurrency: number
  readonly retry: RetrySettings
  readonly batch: { readonly max_count: number; readonly max_bytes: number }
  /** Offsets that a lane may go on past a record that is not settled. */
  readonly span: number
}

export interface OutboxParts {
  readonly sender: Sender
  /** Writes the dead letter; resolves once it is durable. Undefined where nothing is ever given up (`undecodable`). */
  readonly bury: ((burial: Burial) => Promise<void>) | undefined
  readonly memory: Memory
  readonly meter: SinkMeter
  readonly logger: Logger
  /** A copy of the work that does not hold on to the fetch it came in; for what has to wait. */
  readonly detach: (work: Work) => Work
  /** 0 … 1; for jitter. */
  readonly random: () => number
}

// A wait that the other side asks for is believed up to here.
const longestHold = 3_600_000 // one hour
const leaseCheck = 100 // ms between looks at a lease that was not good enough to start a request

type Failure = Exclude<Outcome, { kind: 'delivered' }>

/**
 * Everything about getting deliveries to one sink: takes what the reader offers, sends at most one request per key at a
 * time, tries again what fails, and settles each as delivered or as a durable dead letter. Never throws to its caller.
 */
export class Outbox {
  readonly settings: OutboxSettings
  readonly #parts: OutboxParts
  readonly #ready = new Queue<Owed>()
  /** Ready, but their partition's lease is not good at the moment. */
  #held: Owed[] = []
  /** On the wire for a lane that has ended: their key stays locked until they are answered. By topic, partition and key. */
  readonly #orphans = new Map<string, Owed>()
  readonly #lanes = new Set<Lane>()
  readonly #roomed = new Waiters()
  readonly #idle = new Waiters()
  readonly #stopping = new AbortController()
  readonly #abort = new AbortController()
  readonly #low: number
  #stopped = false
  #inFlight = 0
  #burying = 0
  #count = 0
  #bytes = 0
  #holdUntil = 0
  #holdTimer: NodeJS.Timeout | undefined
  #leaseTimer: NodeJS.Timeout | undefined
  #alarm: string | undefined

  constructor(settings: OutboxSettings, parts: OutboxParts) {
    this.settings = settings
    this.#parts = parts
    // Room is told of only when a quarter of the window is free: waking the reader for every record would cost more.
    this.#low = Math.floor(settings.window.count * 0.75)
  }

  get name(): string {
    return this.settings.name
  }

  /** What it looks like from outside, for metrics. */
  get state(): {
    inFlight: number
    count: number
    bytes: number
    alarm: string | undefined
    oldest: number | undefined
  } {
    let oldest: number | undefined
    for (const { track } of this.#lanes) {
      const since = track.first?.takenAt
      if (since !== undefined && (oldest === undefined || since < oldest)) oldest = since
    }
    return { inFlight: this.#inFlight, count: this.#count, bytes: this.#bytes, alarm: this.#alarm, oldest }
  }

  /** A lane for a tenure in which the sink stands at `from`. */
  open(tenure: Tenure, from: number): Lane {
    const lane = new Lane(tenure, from)
    this.#lanes.add(lane)
    return lane
  }

  /** Whether the lane can take this record now. */
  hasRoom(lane: Lane, record: Work['record']): boolean {
    if (this.#stopped) return false
    if (this.#count === 0) return true // even one that is larger than the window
    const { window, span } = this.settings
    if (this.#count >= window.count) return false
    const bytes = sizeOf(record)
    if (this.#bytes + bytes > window.bytes || this.#parts.memory.used + bytes > this.#parts.memory.limit)
      return false
    const first = lane.track.first
    return first === undefined || record.offset - first.offset < span
  }

  /** Resolves when it is worth asking `hasRoom` again. */
  roomed(): Promise<void> {
    const { memory } = this.#parts
    const memoryIsShort = this.#count <= this.#low && memory.used > memory.limit * 0.75
    return memoryIsShort ? Promise.race([memory.freed.wait(), this.#roomed.wait()]) : this.#roomed.wait()
  }

  /** Takes a record: from now on it is owed. To be called with offsets rising, and only where there is room. */
  offer(lane: Lane, work: Work, key: string | undefined): void {
    const owed = new Owed(lane, work, this.settings.order === 'key' ? key : undefined, Date.now())
    this.#count++
    this.#bytes += owed.bytes
    this.#parts.memory.take(owed.bytes)
    this.#parts.meter.taken()
    lane.track.add(owed)
    if (owed.key !== undefined) {
      const before = lane.tails.get(owed.key) ?? this.#orphan(owed)
      lane.tails.set(owed.key, owed)
      if (before !== undefined) {
        before.following = owed
        return
      }
    }
    this.#ready.push(owed)
    this.#pump()
  }

  /** The lane's tenure has ended: what it held is forgotten unsettled; requests under way keep their keys locked. */
  drop(lane: Lane): void {
    lane.ended = true
    this.#lanes.delete(lane)
    let forgotten = 0
    for (const owed of lane.track) {
      if (owed.state === 'settled') continue
      forgotten++
      owed.following = undefined
      if (owed.state === 'wire') {
        if (owed.key !== undefined) this.#orphans.set(lockOf(owed, owed.key), owed)
        continue // its memory is given back when the request ends
      }
      clearTimeout(owed.timer)
      owed.state = 'dropped'
      this.#forget(owed)
    }
    lane.track.clear()
    lane.tails.clear()
    if (forgotten > 0) this.#parts.meter.shed(forgotten)
    this.#wake()
  }

  /** Starts nothing more; `idle` then resolves once what is under way has ended. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#holdTimer)
    clearTimeout(this.#leaseTimer)
    this.#stopping.abort()
    this.#wake()
  }

  /** Resolves once no request and no dead letter is under way. */
  async idle(): Promise<void> {
    while (this.#inFlight > 0 || this.#burying > 0) await this.#idle.wait()
  }

  /** Gives up waiting for what is under way: it is neither delivered nor failed. */
  abort(): void {
    this.stop()
    this.#abort.abort(new SluiceError('aborted', `sink ${this.name}: shutting down`))
  }

  #orphan(owed: Owed): Owed | undefined {
    if (this.#orphans.size === 0 || owed.key === undefined) return undefined
    return this.#orphans.get(lockOf(owed, owed.key))
  }

  #pump(): void {
    while (!this.#stopped && this.#inFlight < this.settings.concurrency && this.#ready.size > 0) {
      if (this.#holdUntil > 0 && this.#holding()) return
      const batch = this.#take()
      if (batch.length === 0) return
      this.#start(batch)
    }
  }

  /** Whether the other side asked for a pause that is not over. */
  #holding(): boolean {
    const left = this.#holdUntil - Date.now()
    if (left <= 0) {
      this.#holdUntil = 0
      return false
    }
    this.#holdTimer ??= setTimeout(() => {
      this.#holdTimer = undefined
      this.#pump()
    }, left)
    return true
  }

  /** The next batch: never two of a key, since only the first of a key is ever ready. */
  #take(): Owed[] {
    const { max_count, max_bytes } = this.settings.batch
    const batch: Owed[] = []
    let bytes = 0
    while (batch.length < max_count) {
      const owed = this.#ready.peek()
      if (owed === undefined || (batch.length > 0 && bytes + owed.bytes > max_bytes)) break
      this.#ready.shift()
      if (owed.state !== 'waiting') continue // dropped with its lane
      if (!owed.lane.tenure.mayStart()) {
        this.#setAside(owed)
        continue
      }
      bytes += owed.bytes
      batch.push(owed)
    }
    return batch
  }

  #setAside(owed: Owed): void {
    this.#held.push(owed)
    this.#leaseTimer ??= setTimeout(() => {
      this.#leaseTimer = undefined
      const held = this.#held
      this.#held = []
      for (const again of held) this.#ready.push(again)
      this.#pump()
    }, leaseCheck)
  }

  #start(batch: readonly Owed[]): void {
    this.#inFlight++
    const attempts: Attempt[] = []
    for (const owed of batch) {
      owed.state = 'wire'
      attempts.push({ work: workOf(owed), number: owed.attempts + 1 })
    }
    const startedAt = performance.now()
    this.#send(attempts).then(
      outcomes => this.#ended(batch, outcomes, startedAt),
      error => this.#failed(batch, error, startedAt),
    )
  }

  #send(attempts: readonly Attempt[]): Promise<readonly Outcome[]> {
    try {
      return this.#parts.sender.send(attempts, this.#abort.signal)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #failed(batch: readonly Owed[], error: unknown, startedAt: number): void {
    if (this.#abort.signal.aborted) {
      this.#inFlight-- // an abort is not an outcome
      this.#wake()
      return
    }
    const reason = `internal error in the sink: ${messageOf(error)}`
    const outcome: Outcome = { kind: 'retry', class: 'internal', reason, alarm: true }
    this.#ended(
      batch,
      batch.map(() => outcome),
      startedAt,
    )
  }

  #ended(batch: readonly Owed[], outcomes: readonly Outcome[], startedAt: number): void {
    if (outcomes.length !== batch.length) {
      this.#failed(batch, new Error(`${outcomes.length} outcomes for ${batch.length} deliveries`), startedAt)
      return
    }
    this.#inFlight--
    const seconds = (performance.now() - startedAt) / 1000
    for (let at = 0; at < batch.length; at++) this.#outcome(batch[at]!, outcomes[at]!, seconds)
    this.#pump()
    this.#wake()
  }

  #outcome(owed: Owed, outcome: Outcome, seconds: number): void {
    const { meter, logger } = this.#parts
    const now = Date.now()
    owed.attempts++
    meter.attempted(outcome.kind, outcome.kind === 'delivered' ? '' : outcome.class, seconds)
    if (owed.lane.ended) {
      logAttempt(logger, this.name, owed, outcome, seconds, { late: true })
      this.#forget(owed)
      this.#release(owed)
      return
    }
    if (outcome.kind === 'delivered') {
      this.#alarm = undefined
      logAttempt(logger, this.name, owed, outcome, seconds, {})
      meter.delivered((now - workOf(owed).record.timestamp) / 1000)
      this.#settle(owed)
      return
    }
    if (owed.firstFailure === 0) {
      owed.firstFailure = now
      owed.work = this.#parts.detach(workOf(owed))
    }
    if (outcome.kind === 'retry' && outcome.alarm === true) this.#alarm = outcome.reason
    const why = outcome.kind === 'refused' ? 'refused' : givenUp(owed, this.settings.retry, now)
    if (why !== undefined && this.#parts.bury !== undefined) {
      logAttempt(logger, this.name, owed, outcome, seconds, { givenUp: why })
      this.#bury(owed, outcome, why, now)
      return
    }
    const wait =
      outcome.kind === 'retry' && outcome.wait !== undefined ? Math.min(outcome.wait, longestHold) : 0
    if (wait > 0) this.#holdUntil = Math.max(this.#holdUntil, now + wait)
    const delay = Math.max(delayAfter(owed.attempts, this.settings.retry, this.#parts.random()), wait)
    logAttempt(logger, this.name, owed, outcome, seconds, { retryIn: delay })
    owed.state = 'backoff'
    owed.timer = setTimeout(() => {
      owed.timer = undefined
      owed.state = 'waiting'
      this.#ready.push(owed)
      this.#pump()
    }, delay)
  }

  #bury(owed: Owed, outcome: Failure, why: string, now: number): void {
    const { meter, logger, bury, random } = this.#parts
    owed.state = 'burying'
    this.#burying++
    const burial: Burial = {
      sink: this.name,
      work: workOf(owed),
      stage: outcome.kind === 'refused' ? 'refused' : 'given_up',
      reason: outcome.kind === 'refused' ? outcome.reason : `${why}; last: ${outcome.reason}`,
      class: outcome.class,
      attempts: owed.attempts,
      firstFailure: owed.firstFailure,
      lastFailure: now,
    }
    const durable = untilDurable(() => bury?.(burial), {
      wanted: () => !owed.lane.ended && !this.#stopped,
      failed: error => {
        meter.deadLetterFailed()
        this.#alarm = `dead letter not written: ${messageOf(error)}`
        logger.error({ sink: this.name, offset: owed.offset, ...fieldsOf(error) }, 'dead_letter.failed')
      },
      random,
      signal: this.#stopping.signal,
    })
    durable.then(written => {
      this.#burying--
      if (written && !owed.lane.ended) {
        meter.deadLettered(burial.stage)
        this.#settle(owed)
        this.#pump()
      }
      this.#wake()
    })
  }

  #settle(owed: Owed): void {
    owed.state = 'settled'
    owed.lane.track.advance()
    this.#forget(owed)
    this.#release(owed)
  }

  /** Gives its memory back. */
  #forget(owed: Owed): void {
    owed.work = undefined
    this.#count--
    this.#bytes -= owed.bytes
    this.#parts.memory.give(owed.bytes)
  }

  /** Unlocks its key: the next of it may go. */
  #release(owed: Owed): void {
    if (owed.key === undefined) return
    const next = owed.following
    owed.following = undefined
    if (owed.lane.tails.get(owed.key) === owed) owed.lane.tails.delete(owed.key)
    if (owed.lane.ended) {
      const lock = lockOf(owed, owed.key)
      if (this.#orphans.get(lock) === owed) this.#orphans.delete(lock)
    }
    if (next?.state === 'waiting') this.#ready.push(next)
  }

  #wake(): void {
    if (this.#stopped || this.#count <= this.#low) this.#roomed.wake()
    if (this.#inFlight === 0 && this.#burying === 0) this.#idle.wake()
  }
}

function workOf(owed: Owed): Work {
  if (owed.work === undefined) throw new Error(`offset ${owed.offset} has been forgotten`)
  return owed.work
}

/** Names a key's lock beyond the lane it was taken in. */
function lockOf(owed: Owed, key: string): string {
  const { topic, partition } = owed.lane.tenure
  return `${topic}\0${partition}\0${key}`
}
