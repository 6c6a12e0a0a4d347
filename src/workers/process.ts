import { type ChildProcess, fork } from 'node:child_process'
import type { Config } from '../config/types.ts'
import { SluiceError } from '../errors.ts'
import type { ToHolder } from '../logs/embedded/types.ts'
import type { LineDestination, Readiness } from '../ops/index.ts'
import { forwardLines } from './lines.ts'
import { type Asked, silence, type ToMain, type ToWorker } from './messages.ts'
import { fromRefusal } from './refusal.ts'

export interface WorkerProcessParts {
  readonly number: number
  readonly config: Config
  /** Where its log lines go. */
  readonly lines: LineDestination
  /** About the embedded log of a data folder. */
  readonly onLog: (path: string, message: ToHolder) => void
  /** What is run; the worker's own entry by default. */
  readonly entry?: string | URL
}

interface Question {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

// Loading and starting takes a second; on a machine that is busy, some.
const startTimeout = 60_000

/** One worker, as the main process sees it. */
export class WorkerProcess {
  readonly number: number
  /** Resolves once it routes. @throws SluiceError where it cannot. */
  readonly started: Promise<void>
  /** Resolves with how it ended, in words. */
  readonly exited: Promise<string>
  /** Resolves, with why, when it cannot go on without an operator. */
  readonly failed: Promise<SluiceError>
  readiness: Readiness | undefined
  readonly #child: ChildProcess
  readonly #parts: WorkerProcessParts
  readonly #questions = new Map<number, Question>()
  #last = 0
  #state: 'starting' | 'running' | 'gone' = 'starting'
  #heardAt = performance.now()
  #lookedAt = performance.now()
  #resolveStarted!: () => void
  #rejectStarted!: (error: SluiceError) => void
  #resolveFailed!: (error: SluiceError) => void
  readonly #watch: NodeJS.Timeout

  constructor(parts: WorkerProcessParts) {
    this.number = parts.number
    this.#parts = parts
    this.started = new Promise((resolve, reject) => {
      this.#resolveStarted = resolve
      this.#rejectStarted = reject
    })
    this.started.catch(() => {}) // whoever awaits it sees it
    this.failed = new Promise(resolve => {
      this.#resolveFailed = resolve
    })
    this.#child = fork(parts.entry ?? entry, {
      serialization: 'advanced', // buffers, maps and bigints as they are
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      execArgv: inherited(process.execArgv),
    })
    if (this.#child.stdout !== null) forwardLines(this.#child.stdout, parts.lines)
    this.#child.on('message', message => this.#receive(message as ToMain))
    this.#child.on('error', () => {}) // an end of it is told by `exit`; a message that did not arrive, by silence
    process.on('exit', this.#killAtExit)
    this.#watch = setInterval(() => this.#look(), silence / 10)
    this.exited = new Promise(resolve => {
      this.#child.once('close', (code, signal) => {
        const how = signal === null ? `exit code ${code}` : `signal ${signal}`
        this.#gone(how)
        resolve(how)
      })
    })
    this.send({ type: 'start', number: parts.number, config: parts.config })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  get isGone(): boolean {
    return this.#state === 'gone'
  }

  send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  /** @throws SluiceError what it threw; `worker_gone`, `worker_silent` where no answer came within `patience` ms. */
  async ask<W extends keyof Asked>(
    what: W,
    argument: Asked[W]['argument'],
    patience: number,
  ): Promise<Asked[W]['answer']> {
    if (this.isGone) throw this.#goneError()
    const id = ++this.#last
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<Asked[W]['answer']>((resolve, reject) => {
        this.#questions.set(id, { resolve, reject })
        const message = `worker ${this.number}: no answer to ${what} within ${patience} ms`
        timer = setTimeout(() => reject(new SluiceError('worker_silent', message)), patience)
        this.send({ type: 'ask', id, what, argument })
      })
    } finally {
      clearTimeout(timer)
      this.#questions.delete(id)
    }
  }

  /** Ends it at once; a process that is stopped or hangs too. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }

  readonly #killAtExit = () => this.kill()

  #receive(message: ToMain): void {
    this.#heardAt = performance.now()
    switch (message.type) {
      case 'started':
        if (this.#state === 'starting') this.#state = 'running'
        this.#resolveStarted()
        break
      case 'failed':
        this.#rejectStarted(fromRefusal(message.error))
        this.#resolveFailed(fromRefusal(message.error))
        break
      case 'beat':
        this.readiness = message.readiness
        this.send({ type: 'beat', sentAt: message.sentAt })
        break
      case 'log':
        this.#parts.onLog(message.path, message.message)
        break
      case 'answer':
        this.#questions.get(message.id)?.resolve(message.answer as never)
        break
      case 'refusal':
        this.#questions.get(message.id)?.reject(fromRefusal(message.error))
    }
  }

  /** A worker that says nothing is ended: what it owns could not be given to others as long as it might go on. */
  #look(): void {
    const now = performance.now()
    // Where this process itself was stopped or busy, what the worker said meanwhile is yet to be read.
    const away = now - this.#lookedAt > silence / 5
    this.#lookedAt = now
    if (away) this.#heardAt = Math.max(this.#heardAt, now - silence / 2)
    const patience = this.#state === 'starting' ? startTimeout : silence
    if (now - this.#heardAt > patience) this.kill()
  }

  #gone(how: string): void {
    this.#state = 'gone'
    clearInterval(this.#watch)
    process.off('exit', this.#killAtExit)
    this.readiness = undefined
    this.#rejectStarted(new SluiceError('worker_gone', `worker ${this.number} has ended (${how})`))
    for (const { reject } of this.#questions.values()) reject(this.#goneError())
  }

  #goneError(): SluiceError {
    return new SluiceError('worker_gone', `worker ${this.number} has ended`)
  }
}

// From source this is a .ts file, in the published package a .js file.
const entry = new URL(import.meta.url.endsWith('.ts') ? './entry.ts' : './entry.js', import.meta.url)

/** The options of Node's that a worker has as well: not those that watch, test or preload something in this process. */
export function inherited(words: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (/^(?:--(?:import|require|loader|experimental-loader)|-r)$/.test(word))
      at++ // its value is the next word
    else if (!/^--(?:test|inspect|import|require|loader|experimental-loader)/.test(word)) kept.push(word)
  }
  return kept
}
