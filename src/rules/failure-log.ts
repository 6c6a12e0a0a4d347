import type { Event, Logger, ReaderMeter, Rule } from '../types.ts'

export interface FailureLogOptions {
  readonly logger: Logger
  readonly meter: Pick<ReaderMeter, 'ruleFailed'>
  /** Milliseconds that only rise. */
  readonly now?: () => number
}

/** How long a line stands for others of the same rule and reason. */
export const WINDOW = 600_000 // ten minutes

/** Most pairs of rule and reason told apart in a window: at most 1 MB. */
export const MAX_PAIRS = 1_000

const MAX_REASON = 300 // characters: a path may be as long as the configuration lets it

interface Repeats {
  readonly since: number
  count: number
}

/**
 * Counts rules that fail on an event, and logs them: one line per rule and reason in each window, with the first event
 * it happened to and how many failures had no line since the one before.
 */
export class FailureLog {
  readonly #logger: Logger
  readonly #meter: FailureLogOptions['meter']
  readonly #now: () => number
  /** By rule and reason, the oldest first. */
  readonly #windows = new Map<string, Repeats>()
  /** Failures without a line because there were too many pairs. */
  #unlisted = 0

  constructor({ logger, meter, now = () => performance.now() }: FailureLogOptions) {
    this.#logger = logger
    this.#meter = meter
    this.#now = now
  }

  /** The rule did not fire on the event. Without a reason it is counted only. */
  failed(rule: Rule, reason: string | undefined, event: Event): void {
    this.#meter.ruleFailed(rule.name)
    if (reason === undefined) return
    const now = this.#now()
    const key = keyOf(rule, reason)
    const window = this.#windows.get(key)
    if (window !== undefined && now - window.since < WINDOW) {
      window.count++
      return
    }
    // Set anew, so that the oldest stay first.
    this.#windows.delete(key)
    if (this.#windows.size >= MAX_PAIRS && !this.#forgetOldest(now)) {
      this.#unlisted++
      return
    }
    this.#windows.set(key, { since: now, count: 0 })
    const repeated = window === undefined || window.count === 0 ? {} : { repeated: window.count }
    const unlisted = this.#unlisted === 0 ? {} : { unlisted: this.#unlisted }
    this.#unlisted = 0
    this.#logger.warn(
      { rule: rule.name, reason: cut(reason), source_id: event.sourceId, ...repeated, ...unlisted },
      'rule.failed',
    )
  }

  /** Makes room where a window has ended. */
  #forgetOldest(now: number): boolean {
    const [oldest] = this.#windows
    if (oldest === undefined || now - oldest[1].since < WINDOW) return false
    this.#windows.delete(oldest[0])
    return true
  }
}

/** Numbers in reasons are lengths and the like: not what tells one reason from another. */
function keyOf(rule: Rule, reason: string): string {
  return `${rule.name}\n${cut(reason).replaceAll(/\d+/g, '#')}`
}

function cut(reason: string): string {
  return reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)}…` : reason
}
