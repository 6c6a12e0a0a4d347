import { messageOf } from '../errors.ts'
import { exitCodes } from './exit-codes.ts'

let watching = false
let awaited = false
let gone: () => void = () => {}
const unread = new Promise<void>(resolve => {
  gone = resolve
})

/**
 * Writes to standard output. Where nobody reads it any more (`sluice demo | head -3`), the command ends without a word:
 * at once, or in its own order where it has called `untilUnread`. Any other failure is said.
 */
export function print(text: string): void {
  // Not before it is needed: to touch Node's stream of a pipe changes the pipe for whoever shares it.
  if (!watching) process.stdout.on('error', failed)
  watching = true
  process.stdout.write(text)
}

/** Writes to standard error; where that cannot be, there is nobody to tell. */
export function complain(text: string): void {
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => {})
  process.stderr.write(text)
}

/** Resolves at the first write to standard output that nobody reads: Node has no way to notice it before. */
export function untilUnread(): Promise<void> {
  awaited = true
  return unread
}

/** To be called by whoever writes to standard output by other ways and finds that nobody reads it. */
export function outputUnread(): void {
  gone()
}

function failed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') {
    gone()
    if (awaited) return
  } else {
    complain(`sluice: standard output cannot be written: ${messageOf(error)}\n`)
  }
  process.exit(exitCodes.failed)
}
