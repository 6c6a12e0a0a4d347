import { setTimeout as sleep } from 'node:timers/promises'

// Standard streams, and work that ends by itself.
const ownEnding = /^(PipeWrap|TTYWrap|FSReqPromise|FSReqCallback|CloseReq|Immediate|FSEvent.*)$/
const patience = 5_000 // ms; sockets and processes need a moment to be gone

/** What keeps this process alive, by kind, without what ends by itself. */
function handles(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo())
    if (!ownEnding.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/** Remembers what is open now; the function it gives waits a little for the rest to end, and names what stays: `2 TCPSocketWrap`. */
export function watchLeaks(): () => Promise<string[]> {
  const before = handles()
  return async () => {
    const end = performance.now() + patience
    for (;;) {
      const more = [...handles()].filter(([kind, count]) => count > (before.get(kind) ?? 0))
      if (more.length === 0 || performance.now() > end)
        return more.map(([kind, count]) => `${count - (before.get(kind) ?? 0)} ${kind}`)
      await sleep(5)
    }
  }
}
