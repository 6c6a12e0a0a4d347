/**
 * Loaded into every test file's process before the file itself: fails the file when its tests leave a timer, a socket,
 * a worker or a process behind.
 */
import { relative } from 'node:path'
import { after } from 'node:test'
import { watchLeaks } from './helpers/leaks.ts'

const leaks = watchLeaks()
// Long enough for everything to be reported on a loaded machine. An exit that is forced sooner cuts reports off.
const patience = 10_000 // ms

// Processes that a test starts with the options of its own are no tests.
if (/\.test\.[cm]?ts$/.test(process.argv[1] ?? '')) after(check)

async function check(): Promise<void> {
  // Does not keep the process alive: it only ends one that something else keeps alive.
  setTimeout(() => process.exit(1), patience).unref()
  const left = await leaks()
  if (left.length === 0) return
  const file = relative(process.cwd(), process.argv[1] ?? '')
  const error = new Error(`${file}: left behind after its tests: ${left.join(', ')}`)
  error.stack = error.message
  throw error
}
