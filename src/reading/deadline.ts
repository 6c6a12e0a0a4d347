// Of a drain's grace this is kept for the last commits and for leaving the group; half for each.
const leaving = { atLeast: 200, atMost: 2_000, share: 0.25 }

/** A time after which nobody waits any more. */
export class Deadline {
  readonly signal: AbortSignal
  readonly over: Promise<void>
  readonly #timer: NodeJS.Timeout

  constructor(milliseconds: number) {
    const abort = new AbortController()
    this.signal = abort.signal
    this.over = new Promise(resolve => {
      abort.signal.addEventListener('abort', () => resolve())
    })
    this.#timer = setTimeout(() => abort.abort(), milliseconds)
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}

/** When the steps of a drain are over. All run from now on: what one step does not need is the next one's. */
export function drainDeadlines(grace: number): { wire: Deadline; commit: Deadline; leave: Deadline } {
  const total = Math.max(grace, 2 * leaving.atLeast)
  const reserve = Math.max(leaving.atLeast, Math.min(leaving.atMost, total * leaving.share))
  return {
    wire: new Deadline(total - reserve),
    commit: new Deadline(total - reserve / 2),
    leave: new Deadline(total),
  }
}
