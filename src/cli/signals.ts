const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * Resolves with the first SIGINT or SIGTERM. From then on the next one ends the process at once: whoever asks twice
 * does not want to wait.
 */
export function untilInterrupted(): Promise<NodeJS.Signals> {
  return new Promise(resolve => {
    const first = (signal: NodeJS.Signals) => {
      for (const name of signals) process.off(name, first).on(name, () => process.exit(1))
      resolve(signal)
    }
    for (const name of signals) process.on(name, first)
  })
}
