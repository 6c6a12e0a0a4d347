import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { HOST } from './ports.ts'
import { watchdog } from './watchdog.ts'

const startTimeout = 60_000 // ms; a loaded machine takes its time to read a program from the disk

/** A server in a process and a folder of its own; nothing of it outlives who started it. */
export class ChildServer {
  readonly folder: string
  readonly #name: string
  readonly #watchdog
  #process: ChildProcess | undefined
  #gone: Promise<void> = Promise.resolve()

  constructor(name: string) {
    this.#name = name
    this.folder = mkdtempSync(join(tmpdir(), `sluice-${name}-`))
    this.#watchdog = watchdog(this.folder)
  }

  /** What it has written. */
  get log(): string {
    return readFileSync(join(this.folder, 'log.txt'), 'utf8')
  }

  /** Starts the program and waits until it takes connections. @throws Error with the end of its log. */
  async start(command: string, args: readonly string[], env: NodeJS.ProcessEnv, port: number): Promise<void> {
    const log = openSync(join(this.folder, 'log.txt'), 'a')
    const child = spawn(command, args, { stdio: ['ignore', log, log], cwd: this.folder, env })
    closeSync(log)
    child.unref()
    this.#process = child
    this.#watchdog.watch(child.pid === undefined ? [] : [child.pid])
    this.#gone = new Promise(done => {
      child.once('exit', () => done())
      child.once('error', () => done())
    })
    const end = performance.now() + startTimeout
    while (!(await answers(port))) {
      if (child.exitCode !== null || child.pid === undefined)
        throw new Error(`${this.#name} ended: ${this.log.slice(-2_000)}`)
      if (performance.now() > end) throw new Error(`${this.#name} is not ready: ${this.log.slice(-2_000)}`)
      await sleep(10)
    }
  }

  /** Ends it, and removes its folder. Idempotent. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#process?.ref() // somebody waits for it
    this.#process?.kill(signal)
    await this.#gone
    rmSync(this.folder, { recursive: true, force: true })
    this.#watchdog.release()
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(port, HOST, () => done(true))
    socket.once('error', () => done(false))
    socket.once('connect', () => socket.destroy())
  })
}
