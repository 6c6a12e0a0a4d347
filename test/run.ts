/**
 * Runs the tests. `npm test` runs what is short, `npm run test:long` what is long (`*.long.test.ts`); further words
 * choose files by a part of their path, `--name` chooses tests, `--strict` fails on suites that are left out, `--share
 * 0.1` makes long tests a tenth as long.
 */
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import { SHARE } from './helpers/share.ts'
import { ROOT } from './servers/cache.ts'
import { isStrict, LEFT_OUT_FOLDER, type LeftOut, leftOutOf, STRICT } from './servers/left-out.ts'
import { offerShared } from './servers/shared.ts'

interface Plan {
  readonly files: readonly string[]
  /** Files at a time. */
  readonly concurrency: number
  /** Milliseconds for one test that says nothing else, and for the whole run. */
  readonly testTimeout: number
  readonly runTimeout: number
  readonly name: string | undefined
}

/** Node's count of a run. */
interface Counts {
  readonly [what: string]: number
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    name: { type: 'string' },
    share: { type: 'string', default: '1' },
  },
})
process.chdir(ROOT)
if (values.strict) process.env[STRICT] = '1'
process.env[SHARE] = values.share
process.exitCode = await main(planOf(values.long, positionals, values.name))

function planOf(long: boolean, words: readonly string[], name: string | undefined): Plan {
  const files = globSync('test/**/*.test.ts')
    .filter(file => file.endsWith('.long.test.ts') === long)
    .filter(file => words.length === 0 || words.some(word => file.includes(word)))
    .sort()
  // Long tests load the machine themselves, and some of them measure.
  return long
    ? { files, concurrency: 1, testTimeout: 20 * 60_000, runTimeout: 80 * 60_000, name }
    : { files, concurrency: 2, testTimeout: 60_000, runTimeout: 15 * 60_000, name }
}

async function main(plan: Plan): Promise<number> {
  if (plan.files.length === 0) {
    console.error(`no test file matches ${positionals.join(' ') || 'test/**/*.test.ts'}`)
    return 2
  }
  const notes = mkdtempSync(join(tmpdir(), 'sluice-left-out-'))
  process.env[LEFT_OUT_FOLDER] = notes
  const shared = await offerShared()
  try {
    const { counts, success } = await runFiles(plan)
    const leftOut = leftOutOf(notes)
    console.log(summary(leftOut, counts))
    return success && (leftOut.length === 0 || !isStrict()) ? 0 : 1
  } finally {
    await shared.stop()
    rmSync(notes, { recursive: true, force: true })
  }
}

/** Runs the files, each in a process of its own, and prints as it goes. */
async function runFiles(plan: Plan): Promise<{ counts: Counts; success: boolean }> {
  const end = new AbortController()
  const interrupt = () => end.abort()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const deadline = setTimeout(() => {
    console.error(`the run is ended: it took more than ${plan.runTimeout / 60_000} minutes`)
    end.abort()
  }, plan.runTimeout)
  const events = run({
    files: [...plan.files],
    concurrency: plan.concurrency,
    timeout: plan.testTimeout,
    signal: end.signal,
    execArgv: ['--import', join(ROOT, 'test/leak-check.ts')],
    ...(plan.name === undefined ? {} : { testNamePatterns: [plan.name] }),
  })
  let counts: Counts = {}
  let success = false
  events.on('test:summary', total => {
    if (total.file !== undefined) return
    counts = { ...total.counts, duration_ms: Math.round(total.duration_ms) }
    success = total.success && !end.signal.aborted
  })
  // Node's closing count comes last, after what was left out.
  const told = events.filter(event => event.type !== 'test:diagnostic' || event.data.file !== undefined)
  for await (const text of told.compose(spec)) process.stdout.write(text)
  clearTimeout(deadline)
  return { counts, success }
}

function summary(leftOut: readonly LeftOut[], counts: Counts): string {
  const lines = ['']
  if (leftOut.length === 0) lines.push('no suite was left out')
  for (const { suite, reason, command } of leftOut) {
    lines.push(`LEFT OUT: ${suite}: ${reason}`, `          to bring it in: ${command}`)
  }
  if (leftOut.length > 0 && isStrict()) lines.push('a suite left out is a failure here (CI=true or --strict)')
  const names = { tests: 'tests', suites: 'suites', passed: 'pass', failed: 'fail' }
  const rest = { cancelled: 'cancelled', skipped: 'skipped', todo: 'todo', duration_ms: 'duration_ms' }
  lines.push(
    '',
    ...Object.entries({ ...names, ...rest }).map(([key, word]) => `# ${word} ${counts[key] ?? 0}`),
  )
  return lines.join('\n')
}
