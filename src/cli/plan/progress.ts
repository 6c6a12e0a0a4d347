import { complain } from '../output.ts'

const every = 250 // ms

/** Shows on standard error, where that is a terminal, how far a long count has come. */
export class Progress {
  readonly #all: number
  readonly #shows: boolean
  readonly #began = performance.now()
  #done = 0
  #next = every

  constructor(all: number, shows: boolean = process.stderr.isTTY === true) {
    this.#all = all
    this.#shows = shows
  }

  /** One more. */
  step(): void {
    this.#done++
    if (!this.#shows || (this.#done & 0xff) !== 0) return
    const seconds = (performance.now() - this.#began) / 1_000
    if (seconds * 1_000 < this.#next) return
    this.#next = seconds * 1_000 + every
    const rate = Math.round(this.#done / seconds).toLocaleString('en')
    complain(
      `\r${this.#done.toLocaleString('en')} of ${this.#all.toLocaleString('en')} records, ${rate}/s\u001b[K`,
    )
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shows) complain('\r\u001b[K')
  }
}
