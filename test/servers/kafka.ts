import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Certificates } from './certs.ts'
import { type KafkaFiles, kafkaFiles, sharedClasses, storageTemplate } from './kafka-files.ts'
import {
  brokerProperties,
  type Listener,
  listenersOf,
  type Node,
  type Security,
  storageIdentity,
} from './kafka-properties.ts'
import { groupsReady, liveBrokers } from './kafka-wire.ts'
import { freePorts, HOST } from './ports.ts'
import { watchdog } from './watchdog.ts'

/** What brokers to start; every part has a default. */
export interface KafkaOptions {
  /** 1 by default. With 3, topics have three replicas of which two must be in sync. */
  readonly brokers?: 1 | 3
  /** `128m` by default, for each broker. */
  readonly heap?: string
  /** Further lines of `server.properties`. */
  readonly config?: Readonly<Record<string, string | number | boolean>>
  /** Adds a TLS listener; see `makeCertificates`. */
  readonly certificates?: Certificates
  /** `requested` by default. */
  readonly clientCertificate?: 'requested' | 'required'
  /** Adds a SASL listener for PLAIN, SCRAM and OAUTHBEARER (unsigned tokens): name → password. */
  readonly users?: Readonly<Record<string, string>>
  /** Milliseconds until the brokers answer, groups included; 90 s by default. */
  readonly startTimeout?: number
  /** Further options of the JVM. */
  readonly jvm?: readonly string[]
}

/** Brokers that run until `stop`, or until this process is gone. */
export interface KafkaServer {
  /** `host:port` of each broker, in order of their ids. */
  readonly bootstrap: readonly string[]
  /** Empty without `certificates`. */
  readonly tls: readonly string[]
  /** Empty without `users`. */
  readonly sasl: readonly string[]
  /** SASL over TLS; empty without both. */
  readonly saslTls: readonly string[]
  /** They count from 1. */
  readonly ids: readonly number[]
  /** What a broker wrote to its log. */
  logOf(id: number): string
  /** Ends a broker and waits until it is gone. SIGKILL by default. */
  kill(id: number, signal?: NodeJS.Signals): Promise<void>
  /** Starts a broker again, on its ports and its data, and waits until it answers; ends it first where it runs. */
  restart(id: number, signal?: NodeJS.Signals): Promise<void>
  /** Freezes a broker: its connections stay open and nothing answers. */
  pause(id: number): void
  resume(id: number): void
  /** Ends the brokers and removes their data. Idempotent. */
  stop(): Promise<void>
}

/** Starts real Apache Kafka brokers (KRaft, one JVM each) on the loopback interface. @throws Error with the broker's log. */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaServer> {
  const files = kafkaFiles()
  for (let attempt = 1; ; attempt++) {
    const cluster = await Cluster.create(files, options)
    try {
      await cluster.start()
      return cluster
    } catch (error) {
      await cluster.stop()
      // A server beside us was faster on one of the ports.
      if (attempt === 3 || !String(error).includes('Address already in use')) throw error
    }
  }
}

interface Broker extends Node {
  readonly ports: Record<Listener, number>
  process: ChildProcess | undefined
  gone: Promise<void>
  paused: boolean
}

// How long a broker may take to end by itself: its data is thrown away.
const STOP_GRACE = 1_500

class Cluster implements KafkaServer {
  readonly #files: KafkaFiles
  readonly #options: KafkaOptions
  readonly #brokers: readonly Broker[]
  readonly #folder: string
  readonly #watchdog
  readonly #security: Security

  static async create(files: KafkaFiles, options: KafkaOptions): Promise<Cluster> {
    const security: Security = {
      certificates: options.certificates,
      clientCertificate: options.clientCertificate ?? 'requested',
      users: options.users,
    }
    const count = options.brokers ?? 1
    const ports = await freePorts(count * listenersOf(security).length)
    return new Cluster(files, options, security, ports)
  }

  private constructor(files: KafkaFiles, options: KafkaOptions, security: Security, ports: number[]) {
    this.#files = files
    this.#options = options
    this.#security = security
    this.#folder = mkdtempSync(join(tmpdir(), 'sluice-kafka-'))
    this.#watchdog = watchdog(this.#folder)
    const listeners = listenersOf(security)
    this.#brokers = Array.from({ length: options.brokers ?? 1 }, (_, index) => ({
      id: index + 1,
      folder: join(this.#folder, `broker-${index + 1}`),
      ports: Object.fromEntries(listeners.map(name => [name, ports.pop()])) as Record<Listener, number>,
      process: undefined,
      gone: Promise.resolve(),
      paused: false,
    }))
    this.#format()
  }

  get ids(): readonly number[] {
    return this.#brokers.map(({ id }) => id)
  }

  get bootstrap(): readonly string[] {
    return this.#addresses('PLAINTEXT')
  }

  get tls(): readonly string[] {
    return this.#addresses('SSL')
  }

  get sasl(): readonly string[] {
    return this.#addresses('SASL')
  }

  get saslTls(): readonly string[] {
    return this.#addresses('SASL_TLS')
  }

  async start(): Promise<void> {
    for (const broker of this.#brokers) this.#run(broker)
    for (const broker of this.#brokers) await this.#ready(broker, this.#brokers.length)
  }

  logOf(id: number): string {
    return readFileSync(join(this.#broker(id).folder, 'log.txt'), 'utf8')
  }

  async kill(id: number, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const broker = this.#broker(id)
    broker.process?.ref()
    broker.process?.kill(signal)
    if (broker.paused) this.resume(id)
    await broker.gone
  }

  async restart(id: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const broker = this.#broker(id)
    if (isAlive(broker)) await this.kill(id, signal)
    this.#run(broker)
    await this.#ready(broker, this.#brokers.filter(isAlive).length)
  }

  pause(id: number): void {
    this.#broker(id).paused = true
    this.#broker(id).process?.kill('SIGSTOP')
  }

  resume(id: number): void {
    this.#broker(id).paused = false
    this.#broker(id).process?.kill('SIGCONT')
  }

  async stop(): Promise<void> {
    const alive = this.#brokers.filter(isAlive)
    const deadline = setTimeout(() => {
      for (const broker of alive) broker.process?.kill('SIGKILL')
    }, STOP_GRACE)
    await Promise.all(alive.map(broker => this.kill(broker.id, 'SIGTERM')))
    clearTimeout(deadline)
    rmSync(this.#folder, { recursive: true, force: true })
    this.#watchdog.release()
  }

  #format(): void {
    const clusterId = kafkaUuid()
    for (const broker of this.#brokers) {
      const data = join(broker.folder, 'data')
      mkdirSync(data, { recursive: true })
      const properties = brokerProperties(broker, this.#brokers, this.#security, this.#options.config ?? {})
      writeFileSync(join(broker.folder, 'server.properties'), properties)
      const template = storageTemplate(this.#files, properties, this.#options.users ?? {})
      copyFileSync(template, join(data, 'bootstrap.checkpoint'))
      writeFileSync(join(data, 'meta.properties'), storageIdentity(clusterId, broker, kafkaUuid()))
    }
  }

  #run(broker: Broker): void {
    const log = openSync(join(broker.folder, 'log.txt'), 'a')
    const { java, jvm, classpath } = this.#files
    const args = [
      `-Xmx${this.#options.heap ?? '128m'}`,
      ...jvm,
      ...(this.#options.jvm ?? sharedClasses(this.#files)),
      '-Djava.awt.headless=true',
      '-Djava.security.egd=file:/dev/urandom',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      '-Dorg.slf4j.simpleLogger.showDateTime=true',
      '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
      ...['-cp', classpath, 'kafka.Kafka', join(broker.folder, 'server.properties')],
    ]
    const child = spawn(java, args, { stdio: ['ignore', log, log], cwd: broker.folder })
    closeSync(log)
    child.unref()
    broker.process = child
    broker.gone = new Promise(done => {
      const end = () => {
        this.#tell()
        done()
      }
      child.once('exit', end)
      child.once('error', end)
    })
    this.#tell()
  }

  #tell(): void {
    this.#watchdog.watch(this.#brokers.filter(isAlive).flatMap(({ process }) => process?.pid ?? []))
  }

  /** Waits until the broker knows `count` live brokers and groups can be used. */
  async #ready(broker: Broker, count: number): Promise<void> {
    const timeout = this.#options.startTimeout ?? 90_000
    const until = performance.now() + timeout
    const port = broker.ports.PLAINTEXT
    const portOf = (id: number) => this.#brokers.find(other => other.id === id)?.ports.PLAINTEXT
    const isReady = async () => (await liveBrokers(port)).length >= count && (await groupsReady(port, portOf))
    while (!(await isReady())) {
      if (!isAlive(broker)) throw new Error(`Kafka broker ${broker.id} ended; ${this.#lastLines(broker)}`)
      if (performance.now() > until) {
        throw new Error(`Kafka broker ${broker.id} not ready in ${timeout} ms; ${this.#lastLines(broker)}`)
      }
      await sleep(25)
    }
  }

  #lastLines(broker: Broker): string {
    return `its log ends:\n${this.logOf(broker.id).slice(-3_000)}`
  }

  #broker(id: number): Broker {
    const broker = this.#brokers.find(one => one.id === id)
    if (broker === undefined) throw new Error(`no broker ${id}; there are ${this.ids.join(', ')}`)
    return broker
  }

  #addresses(listener: Listener): string[] {
    if (!listenersOf(this.#security).includes(listener)) return []
    return this.#brokers.map(({ ports }) => `${HOST}:${ports[listener]}`)
  }
}

function isAlive({ process }: Broker): boolean {
  return process?.pid !== undefined && process.exitCode === null && process.signalCode === null
}

/** A random id as Kafka writes them. Some of its tools take a leading dash for an option. */
function kafkaUuid(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? kafkaUuid() : id
}
