import { untilUnread } from './output.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Why a command that goes on until it is stopped has to stop. */
export type Interruption = NodeJS.Signals | 'output closed'

/**
 * Resolves with the first SIGINT or SIGTERM, or once nobody reads standard output. From then on the next signal ends
 * the process at once: whoever asks twice does not want to wait.
 */
export function untilInterrupted(): Promise<Interruption> {
  return new Promise(resolve => {
    const first = (why: Interruption) => {
      for (const name of signals) process.off(name, first).on(name, () => process.exit(1))
      resolve(why)
    }
    for (const name of signals) process.once(name, first)
    void untilUnread().then(() => first('output closed'))
  })
}

/** Calls `reload` at each SIGHUP, until `stop` is called. On a system without that signal never. */
export function onHangup(reload: () => void): { stop(): void } {
  process.on('SIGHUP', reload)
  return { stop: () => void process.off('SIGHUP', reload) }
}
