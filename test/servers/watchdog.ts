import { spawn } from 'node:child_process'

/** Ends processes and removes a folder once this process is gone, however it went. */
export interface Watchdog {
  /** Which processes to end: replaces what was said before. */
  watch(pids: readonly number[]): void
  /** Removes the folder now and ends nothing. */
  release(): void
}

// A shell at the other end of a pipe: the pipe closes with this process, also on SIGKILL. A folder that a dying
// process still writes into takes a second attempt.
const SCRIPT = `
while read -r line; do pids=$line; done
[ -n "$pids" ] && kill -9 $pids 2>/dev/null
[ -n "$FOLDER" ] && { rm -rf "$FOLDER" 2>/dev/null || { sleep 1; rm -rf "$FOLDER"; }; }
`

/** Starts a watchdog over `folder`. It does not keep this process alive, and survives a Ctrl-C meant for it. */
export function watchdog(folder: string): Watchdog {
  const shell = spawn('sh', ['-c', SCRIPT], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { ...process.env, FOLDER: folder },
  })
  shell.unref()
  const pipe = shell.stdin
  pipe.on('error', () => {})
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  return {
    watch: pids => void pipe.write(`${pids.join(' ')}\n`),
    release() {
      pipe.write('\n')
      pipe.end()
    },
  }
}
