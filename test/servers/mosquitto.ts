import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Certificates } from './certs.ts'
import { mosquittoFiles } from './mosquitto-files.ts'
import { freePorts, HOST } from './ports.ts'
import { watchdog } from './watchdog.ts'

/** What broker to start; every part has a default. */
export interface MosquittoOptions {
  /** Further lines of its configuration. */
  readonly config?: readonly string[]
  /** Name → password. Without it everybody may connect. */
  readonly users?: Readonly<Record<string, string>>
  /** Lines of an ACL file. Without it everybody may do everything. */
  readonly acl?: readonly string[]
  /** Adds TLS listeners; see `makeCertificates`. */
  readonly certificates?: Certificates
  /** Whether the TLS listeners demand a client certificate. */
  readonly clientCertificates?: boolean
}

/** A broker that runs until `stop`, or until this process is gone. It speaks MQTT 3.1.1 and 5. */
export interface MosquittoServer {
  readonly port: number
  /** `mqtt://…` */
  readonly url: string
  /** `ws://…/mqtt` */
  readonly webSocketUrl: string
  /** `mqtts://…` and `wss://…/mqtt`; empty without `certificates`. */
  readonly tlsUrl: string
  readonly tlsWebSocketUrl: string
  /** What it wrote to its log. */
  log(): string
  /** Ends it and waits until it is gone. SIGKILL by default; on SIGTERM it keeps what its clients have not fetched. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again, on its ports and its data, and waits until it answers. */
  start(): Promise<void>
  /** Ends it and removes its data. Idempotent. */
  stop(): Promise<void>
}

/** Starts a real mosquitto on the loopback interface, in about 30 ms. @throws Error with the broker's log. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<MosquittoServer> {
  for (let attempt = 1; ; attempt++) {
    const broker = new Broker(options, await freePorts(4))
    try {
      await broker.start()
      return broker
    } catch (error) {
      await broker.stop()
      // A server beside us was faster on one of the ports.
      if (attempt === 3 || !String(error).includes('Address already in use')) throw error
    }
  }
}

const startTimeout = 20_000 // ms

class Broker implements MosquittoServer {
  readonly port: number
  readonly url: string
  readonly webSocketUrl: string
  readonly tlsUrl: string
  readonly tlsWebSocketUrl: string
  readonly #command: string
  readonly #ports: readonly number[]
  readonly #folder = mkdtempSync(join(tmpdir(), 'sluice-mosquitto-'))
  readonly #watchdog = watchdog(this.#folder)
  #process: ChildProcess | undefined
  #gone: Promise<void> = Promise.resolve()

  constructor(options: MosquittoOptions, ports: readonly number[]) {
    const files = mosquittoFiles()
    if (files === undefined) throw new Error('no mosquitto on this machine')
    this.#command = files.broker
    const [tcp, webSocket, tls, tlsWebSocket] = ports as [number, number, number, number]
    const secure = options.certificates !== undefined
    this.#ports = secure ? ports : [tcp, webSocket]
    this.port = tcp
    this.url = `mqtt://${HOST}:${tcp}`
    this.webSocketUrl = `ws://${HOST}:${webSocket}/mqtt`
    this.tlsUrl = secure ? `mqtts://${HOST}:${tls}` : ''
    this.tlsWebSocketUrl = secure ? `wss://${HOST}:${tlsWebSocket}/mqtt` : ''
    this.#writeFiles(options, ports, files.passwd)
  }

  log(): string {
    return readFileSync(join(this.#folder, 'log.txt'), 'utf8')
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#process?.ref() // somebody waits for it
    this.#process?.kill(signal)
    await this.#gone
  }

  async start(): Promise<void> {
    const log = openSync(join(this.#folder, 'log.txt'), 'a')
    const child = spawn(this.#command, ['-v', '-c', join(this.#folder, 'mosquitto.conf')], {
      stdio: ['ignore', log, log],
      cwd: this.#folder,
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
    // It opens its listeners one after the other.
    while (!(await Promise.all(this.#ports.map(answers))).every(Boolean)) {
      if (child.exitCode !== null || child.pid === undefined)
        throw new Error(`mosquitto ended: ${this.#said()}`)
      if (performance.now() > end)
        throw new Error(`mosquitto not ready in ${startTimeout} ms: ${this.#said()}`)
      await sleep(5)
    }
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
    this.#watchdog.release()
  }

  #writeFiles(options: MosquittoOptions, ports: readonly number[], passwd: string): void {
    const lines = [
      // Otherwise it changes to a user that cannot read what is written here.
      ...(process.getuid?.() === 0 ? ['user root'] : []),
      'persistence true',
      `persistence_location ${this.#folder}/`,
      'max_queued_messages 100000',
      'max_inflight_messages 0',
      `allow_anonymous ${options.users === undefined}`,
    ]
    if (options.users !== undefined) {
      const file = join(this.#folder, 'passwords')
      writeFileSync(file, '', { mode: 0o600 })
      for (const [name, password] of Object.entries(options.users))
        execFileSync(passwd, ['-b', file, name, password], { stdio: 'ignore' })
      lines.push(`password_file ${file}`)
    }
    if (options.acl !== undefined) {
      const file = join(this.#folder, 'acl')
      writeFileSync(file, `${options.acl.join('\n')}\n`, { mode: 0o600 })
      lines.push(`acl_file ${file}`)
    }
    lines.push(...(options.config ?? []), ...listeners(options, ports))
    writeFileSync(join(this.#folder, 'mosquitto.conf'), `${lines.join('\n')}\n`)
  }

  #said(): string {
    return `its log ends:\n${this.log().slice(-2_000)}`
  }
}

function listeners(options: MosquittoOptions, ports: readonly number[]): string[] {
  const { certificates, clientCertificates } = options
  const lines = [`listener ${ports[0]} ${HOST}`, `listener ${ports[1]} ${HOST}`, 'protocol websockets']
  if (certificates === undefined) return lines
  const { ca, server } = certificates
  const secure = [`cafile ${ca}`, `certfile ${server.cert}`, `keyfile ${server.key}`]
  if (clientCertificates === true) secure.push('require_certificate true')
  return [
    ...lines,
    ...[`listener ${ports[2]} ${HOST}`, ...secure],
    ...[`listener ${ports[3]} ${HOST}`, 'protocol websockets', ...secure],
  ]
}

function answers(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(port, HOST, () => done(true))
    socket.once('error', () => done(false))
    socket.once('connect', () => socket.destroy())
  })
}
