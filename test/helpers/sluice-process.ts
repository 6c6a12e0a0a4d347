/** `sluice run` as a process of its own, to be killed at any moment. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from '../servers/cache.ts'
import type { Scope } from './scope.ts'
import { until } from './until.ts'

const linesKept = 2_000

/** One line of its log. */
export interface LogLine {
  readonly level: string
  readonly msg: string
  readonly [field: string]: unknown
}

/** What to start. */
export interface SluiceOptions {
  /** The configuration, as YAML. */
  readonly config: string
  /** Folder of the configuration and of relative paths in it; a new one that goes with the test by default. */
  readonly folder?: string
  /** Further environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** A folder that goes with the test. */
export function testFolder(t: Scope): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A running `sluice run`. */
export class SluiceProcess {
  /** The last lines that it logged. */
  readonly lines: LogLine[] = []
  /** What it wrote to standard error, the first 100 KB. */
  errors = ''
  /** Its exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>
  readonly #child: ChildProcess
  #over = false

  constructor(t: Scope, { config, folder = testFolder(t), env = {} }: SluiceOptions) {
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'sluice.yaml')
    writeFileSync(file, config)
    this.#child = spawn(process.execPath, [join(ROOT, 'src/cli/main.ts'), 'run', '-c', file], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.exited = new Promise(resolve => {
      this.#child.once('close', (code, signal) => {
        this.#over = true
        resolve(signal ?? code ?? 1)
      })
    })
    createInterface({ input: this.#child.stdout! }).on('line', line => this.#line(line))
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      if (this.errors.length < 100_000) this.errors += chunk.toString()
    })
    t.after(() => this.kill())
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  get running(): boolean {
    return !this.#over
  }

  /** Ends it and waits until it is gone; SIGKILL by default. Gives what `exited` gives. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | NodeJS.Signals> {
    if (!this.#over) this.#child.kill(signal)
    return this.exited
  }

  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Waits for a line of its log. @throws Error with what it wrote where it ends before, or is late. */
  async line(message: string, deadline = 30_000): Promise<LogLine> {
    const find = () => this.lines.find(({ msg }) => msg === message)
    await until(() => find() !== undefined || this.#over, `the log line "${message}"`, deadline).catch(
      error => {
        throw new Error(`${error}\n${this.said}`)
      },
    )
    const found = find()
    if (found === undefined) throw new Error(`it ended without the log line "${message}"\n${this.said}`)
    return found
  }

  /** Waits until /ready says so, and gives its metrics address `http://127.0.0.1:…`. */
  async ready(deadline = 60_000): Promise<string> {
    const { metrics } = await this.line('started', deadline)
    const good = async () => this.#over || (await get(`${metrics}/ready`)).status === 200
    await until(good, '/ready', deadline).catch(error => {
      throw new Error(`${error}\n${this.said}`)
    })
    if (this.#over) throw new Error(`it ended before it was ready\n${this.said}`)
    return String(metrics)
  }

  /** The last it had to say, for messages of tests. */
  get said(): string {
    return `${this.errors}${this.lines
      .slice(-20)
      .map(line => JSON.stringify(line))
      .join('\n')}`
  }

  #line(text: string): void {
    try {
      this.lines.push(JSON.parse(text) as LogLine)
    } catch {
      this.lines.push({ level: 'unparsable', msg: text }) // cut off by a kill
    }
    if (this.lines.length > linesKept) this.#forget()
  }

  /** Lines of single attempts are the first to go: what else is said stands between thousands of them. */
  #forget(): void {
    const attempts = this.lines.filter(({ msg }) => msg === 'delivery.attempted').slice(0, linesKept / 2)
    const gone = new Set(attempts.length > 0 ? attempts : this.lines.slice(0, linesKept / 2))
    this.lines.splice(0, this.lines.length, ...this.lines.filter(line => !gone.has(line)))
  }
}

/** GET without keep-alive: no socket is left behind. */
export async function get(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { headers: { connection: 'close' } })
  return { status: response.status, text: await response.text() }
}
