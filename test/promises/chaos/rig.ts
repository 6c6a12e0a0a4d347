/** What faults happen to: instances, their log, three sinks, and events that keep coming. */
import { join } from 'node:path'
import { embeddedLog } from '../../../src/logs/embedded/index.ts'
import { kafkaLog } from '../../../src/logs/kafka/index.ts'
import type { Log } from '../../../src/types.ts'
import { detourThrough, Gate } from '../../helpers/gate.ts'
import { Ledger } from '../../helpers/ledger.ts'
import { quietLogger } from '../../helpers/quiet-logger.ts'
import type { Scope } from '../../helpers/scope.ts'
import { testFolder } from '../../helpers/sluice-process.ts'
import type { KafkaServer } from '../../servers/kafka.ts'
import { Flow } from './flow.ts'
import { Slot } from './slot.ts'

/** What a lane may hold unsettled, and so what a crash may repeat of it. */
export const WINDOW = 100
/** Requests under way to a sink at a time. */
export const CONCURRENCY = 16
/** Of the group, on Kafka. */
export const SESSION = 3_000 // ms
const eventsPerSecond = 300
const partitions = 4
const topic = 'events'

/** A sink: what it took, and what lies between it and the instances. */
export interface RigSink {
  readonly name: string
  readonly ledger: Ledger
  readonly gate: Gate
}

/** The parts of one run. */
export interface Rig {
  readonly log: 'kafka' | 'embedded'
  /** None on the embedded log. */
  readonly brokers: KafkaServer | undefined
  readonly slots: readonly Slot[]
  /** The first is left in peace; faults are those of the others. */
  readonly sinks: readonly RigSink[]
  readonly flow: Flow
  readonly partitions: number
  /** Opens the log, to look at what is in it; on the embedded log once no instance runs. */
  open(): Promise<Log>
}

/** Two instances on brokers of their own. */
export async function kafkaRig(t: Scope, brokers: KafkaServer): Promise<Rig> {
  const open = async () => {
    const log = kafkaLog(
      {
        type: 'kafka',
        brokers: brokers.bootstrap,
        client_id: 'test',
        group: 'test',
        tls: undefined,
        sasl: undefined,
        session_timeout: 10_000,
      },
      { logger: quietLogger },
    )
    await log.open()
    t.after(() => log.close())
    return log
  }
  const log = await open()
  const sinks = await rigSinks(t)
  await log.createTopic(topic, { partitions })
  for (const name of [...sinks.map(({ name }) => name), 'undecodable'])
    await log.createTopic(`dead-letters.${name}`, { partitions: 1 })
  const section = `{ type: kafka, brokers: [${brokers.bootstrap.map(broker => `"${broker}"`)}], group: chaos, session_timeout: ${SESSION}ms }`
  const slots: Slot[] = []
  for (let n = 0; n < 2; n++) {
    const gates = new Map<number, Gate>()
    for (const broker of brokers.bootstrap) {
      const port = Number(broker.split(':')[1])
      gates.set(port, await Gate.start(t, port))
    }
    slots.push(
      new Slot(t, {
        folder: testFolder(t),
        gates: [...gates.values()],
        env: detourThrough(gates),
        config: variant => configOf(section, sinks, variant),
      }),
    )
  }
  return { log: 'kafka', brokers, slots, sinks, flow: flowInto(slots), partitions, open }
}

/** One instance on a log of its own. */
export async function embeddedRig(t: Scope): Promise<Rig> {
  const folder = testFolder(t)
  const sinks = await rigSinks(t)
  const config = (variant: number) =>
    configOf(`{ type: embedded, path: ./data, partitions: ${partitions} }`, sinks, variant)
  const slots = [new Slot(t, { folder, gates: [], env: {}, config })]
  const open = async () => {
    const log = embeddedLog(
      {
        type: 'embedded',
        path: join(folder, 'data'),
        group: 'sluice',
        partitions,
        retention: 0,
        max_bytes: 0,
        on_full: 'refuse',
      },
      { logger: quietLogger },
    )
    await log.open()
    t.after(() => log.close())
    return log
  }
  return { log: 'embedded', brokers: undefined, slots, sinks, flow: flowInto(slots), partitions, open }
}

function flowInto(slots: readonly Slot[]): Flow {
  return new Flow(() => slots.flatMap(({ ingest }) => ingest ?? []), eventsPerSecond)
}

function rigSinks(t: Scope): Promise<RigSink[]> {
  return Promise.all(
    ['steady', 'moody', 'shaky'].map(async name => {
      const ledger = await Ledger.start(t)
      return { name, ledger, gate: await Gate.start(t, Number(new URL(ledger.url).port)) }
    }),
  )
}

function configOf(log: string, sinks: readonly RigSink[], variant: number): string {
  const lines = sinks.map(
    ({ name, gate }, n) =>
      `  ${name}: { type: http, url: "http://127.0.0.1:${gate.port}/", window: { count: ${WINDOW} }, concurrency: ${CONCURRENCY}, timeout: ${2_000 + (n === 1 ? variant : 0)}ms, breaker: { open: 1s }, retry: { initial: 50ms, max: 1s } }`,
  )
  return `
log: ${log}
ingest: { listen: 127.0.0.1:0 }
sources: [{ topics: [${topic}], key: [data.key], start: earliest }]
sinks:
${lines.join('\n')}
rules:
  - { name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [${sinks.map(({ name }) => name)}] }
metrics: { listen: 127.0.0.1:0 }
drain: 5s
`
}
