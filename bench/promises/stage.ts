/** What the statements are measured on: a broker, a receiver that does as it is told, and Sluice as it is published. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { kafkaLog } from '../../src/logs/kafka/index.ts'
import type { Log } from '../../src/types.ts'
import { loadEvent } from '../../test/helpers/load.ts'
import { quietLogger } from '../../test/helpers/quiet-logger.ts'
import { type KafkaServer, startKafka } from '../../test/servers/kafka.ts'
import { freePorts } from '../../test/servers/ports.ts'
import { peakMiB } from '../parts/figures.ts'
import type { Books, Told } from './receiver.ts'

const command = join(import.meta.dirname, '../../dist/src/cli/main.js')

/** A running `sluice run`. */
export interface Instance {
  readonly pid: number
  /** Another configuration, and SIGHUP. */
  reload(config: string): void
  signal(signal: NodeJS.Signals): void
  end(signal: NodeJS.Signals): Promise<void>
  ready(): Promise<void>
  /** Sum of a metric's samples. */
  metric(name: string): Promise<number>
  peakMiB(): number
}

/** Everything, until `close`. */
export class Stage {
  readonly #kafka: KafkaServer
  readonly #receiver: ChildProcess
  readonly #origin: string
  readonly #log: Log
  readonly #folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  readonly #children = new Set<ChildProcess>()
  #count = 0

  private constructor(kafka: KafkaServer, receiver: ChildProcess, port: number, log: Log) {
    this.#kafka = kafka
    this.#receiver = receiver
    this.#origin = `http://127.0.0.1:${port}`
    this.#log = log
  }

  static async open(): Promise<Stage> {
    const kafka = await startKafka({ heap: '1g', config: { 'message.max.bytes': 20_000_000 } })
    const receiver = fork(join(import.meta.dirname, 'receiver.ts'))
    const [{ port }] = (await once(receiver, 'message')) as [{ port: number }]
    const brokers = kafka.bootstrap
    const none = { tls: undefined, sasl: undefined }
    const settings = {
      type: 'kafka',
      brokers,
      client_id: 'bench',
      group: 'bench',
      session_timeout: 10_000,
    } as const
    const log = kafkaLog({ ...settings, ...none }, { logger: quietLogger })
    await log.open()
    return new Stage(kafka, receiver, port, log)
  }

  /** A new topic of four partitions; the receiver forgets. */
  async topic(): Promise<string> {
    const topic = `promise-${++this.#count}`
    await this.#log.createTopic(topic, { partitions: 4 })
    await this.#tell('reset')
    return topic
  }

  /** Appends the events `from` … `to`, at so many a second at most. */
  async fill(topic: string, from: number, to: number, rate = Number.POSITIVE_INFINITY): Promise<void> {
    const begun = performance.now()
    const atOnce = rate === Number.POSITIVE_INFINITY ? 1_000 : 20
    for (let id = from; id <= to; id += atOnce) {
      const due = begun + ((id - from) / rate) * 1_000
      if (due > performance.now()) await sleep(due - performance.now())
      const events = Array.from({ length: Math.min(atOnce, to - id + 1) }, (_, n) => loadEvent(id + n))
      await this.#log.append(
        topic,
        events.map(({ key, value }) => ({ key: Buffer.from(key), value })),
      )
    }
  }

  /** All sinks get every event; `more` of each sink by its name. */
  config(topic: string, sinks: readonly string[], more: (sink: string) => string = () => ''): string {
    const lines = sinks.map(
      sink => `  ${sink}: { type: http, url: "${this.#origin}/${sink}", concurrency: 64${more(sink)} }`,
    )
    return `
log: { type: kafka, brokers: ["${this.#kafka.bootstrap[0]}"], group: ${topic}, session_timeout: 10s }
dead_letters: { log: { type: embedded, path: ./dead-letters } }
sources: [{ topics: [${topic}], start: earliest }]
sinks:
${lines.join('\n')}
rules: [{ name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [${sinks}] }]
`
  }

  async start(config: string): Promise<Instance> {
    const folder = join(this.#folder, `instance-${++this.#count}`)
    mkdirSync(folder)
    const [port] = (await freePorts(1)) as [number]
    const file = join(folder, 'sluice.yaml')
    const write = (text: string) => writeFileSync(file, `${text}\nmetrics: { listen: "127.0.0.1:${port}" }\n`)
    write(config)
    const lines = openSync(join(folder, 'sluice.log'), 'w')
    const child = spawn(process.execPath, [command, 'run', '-c', file], {
      stdio: ['ignore', lines, 'inherit'],
      cwd: folder,
    })
    this.#children.add(child)
    const get = (path: string) =>
      fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } })
    return {
      pid: child.pid ?? 0,
      reload(text) {
        write(text)
        child.kill('SIGHUP')
      },
      signal: signal => void child.kill(signal),
      end: async signal => {
        child.kill(signal)
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
        this.#children.delete(child)
      },
      async ready() {
        for (;;) {
          const response = await get('/ready').catch(() => undefined)
          await response?.arrayBuffer()
          if (response?.status === 200) return
          await sleep(20)
        }
      },
      async metric(name) {
        const text = await (await get('/metrics')).text()
        const samples = text.split('\n').filter(line => line.startsWith(name))
        return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
      },
      peakMiB: () => peakMiB(child.pid ?? 0),
    }
  }

  tell(told: Told): Promise<unknown> {
    return this.#tell(told)
  }

  async books(): Promise<Readonly<Record<string, Books>>> {
    this.#receiver.send('ask')
    const [books] = (await once(this.#receiver, 'message')) as [Record<string, Books>]
    return books
  }

  /** Waits until each of the sinks has so many different events. @throws Error after five minutes. */
  async until(sinks: readonly string[], distinct: number): Promise<Readonly<Record<string, Books>>> {
    for (const end = performance.now() + 300_000; ; ) {
      const books = await this.books()
      const least = Math.min(...sinks.map(sink => books[sink]?.distinct ?? 0))
      if (least >= distinct) return books
      if (performance.now() > end) throw new Error(`${least} of ${distinct} events after five minutes`)
      await sleep(50)
    }
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL')
    this.#receiver.disconnect()
    await this.#log.close()
    await this.#kafka.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #tell(message: Told | 'reset'): Promise<unknown> {
    this.#receiver.send(message)
    return once(this.#receiver, 'message')
  }
}

/** Events a second at one sink. */
export function rateOf(books: Books | undefined): number {
  return books === undefined ? 0 : (books.distinct / (books.last - books.first)) * 1_000
}
