import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '../servers/cache.ts'

const longest = 60_000 // ms; then it is killed

/** How a command ended and what it wrote. */
export interface Ended {
  readonly code: number | NodeJS.Signals
  readonly out: string
  readonly err: string
}

/**
 * Runs `sluice` with these words to its end. Once it has written the text `stop`, it gets a SIGINT; after the text
 * `unread`, nobody reads its output any more.
 */
export function cli(
  words: readonly string[],
  options: {
    cwd?: string
    env?: Record<string, string>
    stop?: RegExp
    unread?: RegExp
    onOutput?: (out: string) => void
  } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, 'src/cli/main.ts'), ...words], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  let stopped = false
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    options.onOutput?.(out)
    if (options.unread?.test(out) === true) child.stdout.destroy()
    if (!stopped && options.stop?.test(out) === true) {
      stopped = true
      child.kill('SIGINT')
    }
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const late = setTimeout(() => child.kill('SIGKILL'), longest)
  return new Promise(resolve => {
    child.once('close', (code, signal) => {
      clearTimeout(late)
      resolve({ code: signal ?? code ?? 1, out, err })
    })
  })
}
