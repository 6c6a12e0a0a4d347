import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until `condition` holds; fails with `what` after `deadline` milliseconds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  deadline = 5_000,
): Promise<void> {
  const end = performance.now() + deadline
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`after ${deadline} ms still waiting: ${what}`)
    await sleep(2)
  }
}
