import type { Failure } from './burial.ts'
import type { Owed } from './owed.ts'
import { Probing } from './probing.ts'

export interface BreakerSettings {
  /** So many failures in a row, of at least two deliveries, open it; 0: never. */
  readonly failures: number
  /** The longest pause between two probes; milliseconds. */
  readonly open: number
}

/** closed: all goes; open: nothing is taken or started; half_open: one delivery, the probe, decides. */
export type BreakerState = 'closed' | 'open' | 'half_open'

export interface BreakerParts {
  /** The shortest pause before a probe; milliseconds. */
  readonly initial: number
  /** Has one sent that was taken, and was not sent at once. */
  readonly send: (owed: Owed) => void
  /** 0 … 1; for jitter. */
  readonly random: () => number
  /** Told of each change of the state. */
  readonly changed: (state: BreakerState) => void
}

// A pause is this share of the time that it has been open: a short outage is over soon after its end, a long one is
// not asked about all the time. With 30 s at most, pauses grow for the first 5 minutes.
const share = 0.1
const jitter = 0.25

/** Takes a sink that fails at everything off the air, and asks with one delivery at a time whether it is back. */
export class Breaker {
  readonly #settings: BreakerSettings
  readonly #parts: BreakerParts
  #state: BreakerState = 'closed'
  /** Failures since the last delivery, and how many of them were refusals. */
  #failures = 0
  #refusals = 0
  /** Where the first of them stands, while all of them are of that one. */
  #only: Owed | undefined
  #reason = ''
  readonly #probing: Probing
  #openedAt = 0
  #stoodStill = 0
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(settings: BreakerSettings, parts: BreakerParts) {
    this.#settings = settings
    this.#parts = parts
    this.#probing = new Probing({ patience: parts.initial, send: parts.send })
  }

  get state(): BreakerState {
    return this.#state
  }

  /** Whether a delivery may be taken: closed, or half-open without a probe yet. */
  get admits(): boolean {
    return this.#state === 'closed' || (this.#state === 'half_open' && this.#probing.admits)
  }

  /** The row of failures, in words. */
  get reason(): string {
    return `${this.#failures} failures in a row; last: ${this.#reason}`
  }

  /** The sink answers, but takes nothing: each of the failures in a row is a refusal. */
  get refusesAll(): boolean {
    return this.#state !== 'closed' && this.#refusals === this.#failures
  }

  /** Milliseconds that it has not been closed, all in all: for so long the clock of `max_elapsed` has stood still. */
  get stoodStill(): number {
    return this.#stoodStill + (this.#state === 'closed' ? 0 : Date.now() - this.#openedAt)
  }

  /** A delivery was taken, `chained` where it waits for another of its key. Gives whether it is to be sent now. */
  taken(owed: Owed, chained: boolean): boolean {
    return this.#state === 'closed' ? !chained : this.#probing.taken(owed, chained)
  }

  /** A delivery was forgotten unsent: if it was the probe, another one may be. */
  forgotten(owed: Owed): void {
    if (this.#state === 'half_open' && this.#probing.forgotten(owed)) this.#parts.changed(this.#state)
  }

  /** Something was delivered, whenever it was started: the sink works. */
  delivered(): void {
    this.#failures = 0
    if (this.#state === 'closed') return
    this.#stoodStill = this.stoodStill
    this.#become('closed')
    this.#probing.succeeded()
  }

  /** A request ended with nothing delivered; `owed` is one of its deliveries. */
  failed(owed: Owed, { kind, reason }: Failure): void {
    this.#reason = reason
    if (this.#state === 'open' || this.#stopped) return
    this.#count(owed, kind)
    if (this.#state === 'half_open') {
      this.#probing.failed()
      this.#open()
    } else if (this.#settings.failures > 0 && this.#failures >= this.#settings.failures) {
      if (this.#only !== undefined) return
      this.#openedAt = Date.now()
      this.#open()
    }
  }

  /** The other side asked for a wait: no failure, but a probe it was not. */
  throttled(reason: string): void {
    if (this.#state !== 'half_open' || this.#stopped) return
    this.#reason = reason
    this.#probing.failed()
    this.#open()
  }

  /** No probes any more. */
  stop(): void {
    this.#stopped = true
    this.#probing.stop()
    clearTimeout(this.#timer)
  }

  #count(owed: Owed, kind: Failure['kind']): void {
    if (this.#failures === 0) {
      this.#refusals = 0
      this.#only = owed
    } else if (this.#only !== undefined && !isSame(this.#only, owed)) this.#only = undefined
    this.#failures++
    if (kind === 'refused') this.#refusals++
  }

  #open(): void {
    const { initial, random } = this.#parts
    const { open } = this.#settings
    const pause = Math.min(open, Math.max(initial, (Date.now() - this.#openedAt) * share))
    this.#become('open')
    this.#timer = setTimeout(() => this.#become('half_open'), pause * (1 - jitter * random()))
  }

  #become(state: BreakerState): void {
    clearTimeout(this.#timer)
    this.#state = state
    this.#parts.changed(state)
  }
}

/** Read again after a shed it is another object. */
function isSame(one: Owed, other: Owed): boolean {
  const { topic, partition } = one.lane.tenure
  const { tenure } = other.lane
  return one.offset === other.offset && partition === tenure.partition && topic === tenure.topic
}
