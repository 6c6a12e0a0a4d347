import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findMoto, type MotoFiles } from './moto-files.ts'
import { freePorts, HOST } from './ports.ts'
import { watchdog } from './watchdog.ts'

/** SNS, SQS and STS in a process of its own; nothing outlives it. */
export interface MotoServer {
  /** `http://127.0.0.1:<port>`, for all of them. */
  readonly url: string
  /** Ends it at once, and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again, on its port, with nothing in it, and waits until it answers. */
  start(): Promise<void>
  /** Ends it for good. Idempotent. */
  stop(): Promise<void>
}

/** Starts moto on the loopback interface, in 1 to 3 s. @throws Error with what it wrote. */
export async function startMoto(): Promise<MotoServer> {
  const files = findMoto()
  if (typeof files === 'string') throw new Error(files)
  for (let attempt = 1; ; attempt++) {
    const [port] = (await freePorts(1)) as [number]
    const moto = new Moto(files, port)
    try {
      await moto.start()
      return moto
    } catch (error) {
      await moto.stop()
      // A server beside us was faster.
      if (attempt === 3 || !String(error).includes('Address already in use')) throw error
    }
  }
}

const startTimeout = 60_000 // ms; Python reads many files, and the disk may be busy

class Moto implements MotoServer {
  readonly url: string
  readonly #files: MotoFiles
  readonly #port: number
  readonly #folder = mkdtempSync(join(tmpdir(), 'sluice-moto-'))
  readonly #watchdog = watchdog(this.#folder)
  #process: ChildProcess | undefined
  #gone: Promise<void> = Promise.resolve()

  constructor(files: MotoFiles, port: number) {
    this.#files = files
    this.#port = port
    this.url = `http://${HOST}:${port}`
  }

  async kill(): Promise<void> {
    this.#process?.ref() // somebody waits for it
    this.#process?.kill('SIGKILL')
    await this.#gone
  }

  async start(): Promise<void> {
    const log = openSync(join(this.#folder, 'log.txt'), 'a')
    const { python, folder } = this.#files
    // -s: what is installed for this user has no say in it.
    const child = spawn(python, ['-s', '-m', 'moto.server', '-H', HOST, '-p', String(this.#port)], {
      stdio: ['ignore', log, log],
      cwd: this.#folder,
      env: { PATH: process.env['PATH'], HOME: this.#folder, PYTHONPATH: folder },
    })
    closeSync(log)
    child.unref()
    this.#process = child
    this.#watchdog.watch(child.pid === undefined ? [] : [child.pid])
    this.#gone = new Promise(done => {
      child.once('exit', () => done())
      child.once('error', () => done())
    })
    const end = performance.now() + startTimeout
    while (!(await this.#answers())) {
      if (child.exitCode !== null || child.pid === undefined) throw new Error(`moto ended: ${this.#said()}`)
      if (performance.now() > end) throw new Error(`moto not ready in ${startTimeout} ms: ${this.#said()}`)
      await sleep(20)
    }
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
    this.#watchdog.release()
  }

  async #answers(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/moto-api/`, { headers: { connection: 'close' } })
      await response.arrayBuffer()
      return true
    } catch {
      return false
    }
  }

  #said(): string {
    return `its log ends:\n${readFileSync(join(this.#folder, 'log.txt'), 'utf8').slice(-2_000)}`
  }
}
