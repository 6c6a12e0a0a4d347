/** The process of one worker. */
import { setFlagsFromString } from 'node:v8'
import { LineWriter } from '../ops/index.ts'
import type { ToWorker } from './messages.ts'
import { Worker } from './worker.ts'

setFlagsFromString('--heap-growing-percent=100') // as src/cli/main.ts says

// Ctrl-C and some supervisors ask every process of the group; the main process alone decides what is to be done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const leaveAfter = 5_000 // ms

let unsent = 0
let code: number | undefined

/** Ends once everything that was said is on its way. */
function leave(): void {
  if (code !== undefined && unsent === 0) process.exit(code)
}

const worker = new Worker({
  send: message => {
    if (!process.connected) return
    unsent++
    process.send?.(message, undefined, undefined, () => {
      unsent--
      leave()
    })
  },
  lines: new LineWriter(1),
  done: ended => {
    code ??= ended
    leave()
  },
})
process.on('message', message => worker.receive(message as ToWorker))
process.on('disconnect', () => {
  setTimeout(() => process.exit(1), leaveAfter).unref()
  void worker.lost()
})
