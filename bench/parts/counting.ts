import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Counts } from './receiver.ts'

/** The receiver's process, from outside. */
export class CountingProcess {
  readonly url: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.url = `http://127.0.0.1:${port}/`
  }

  static async start(): Promise<CountingProcess> {
    const child = fork(join(import.meta.dirname, 'receiver.ts'))
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    return new CountingProcess(child, port)
  }

  async reset(): Promise<void> {
    this.#child.send('reset')
    await once(this.#child, 'message')
  }

  async counts(): Promise<Counts> {
    this.#child.send('ask')
    const [counts] = (await once(this.#child, 'message')) as [Counts]
    return counts
  }

  /** Waits until so many different events have arrived. @throws Error after `deadline` ms. */
  async until(distinct: number, deadline: number): Promise<Counts> {
    const end = performance.now() + deadline
    for (;;) {
      const counts = await this.counts()
      if (counts.distinct >= distinct) return counts
      if (performance.now() > end)
        throw new Error(`${counts.distinct} of ${distinct} events after ${deadline} ms`)
      await sleep(20)
    }
  }

  stop(): void {
    this.#child.disconnect()
  }
}
