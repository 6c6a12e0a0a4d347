/** What goes wrong in a run, each with how to make it good again. */
import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import type { Random } from '../../helpers/random.ts'
import { type Rig, type RigSink, SESSION } from './rig.ts'

/** Something that goes wrong for a while. */
export interface Fault {
  readonly name: string
  /** Two faults of one part are never under way together; of different parts they are. */
  readonly part: 'instances' | 'brokers' | 'moody' | 'shaky'
  /** How many tenures or connections end by it at most, in which a sink had a window under way. */
  readonly ends: (rig: Rig) => number
  /** Resolves once it is good again. */
  readonly run: (rig: Rig, random: Random) => Promise<void>
}

const everyone = ({ slots }: Rig) => slots.length
// Its own, and whatever the others lose as partitions go away and come back.
const changes = ({ log, slots }: Rig) => (log === 'embedded' ? 1 : 2 * slots.length)
const nobody = () => 0

const killed: Fault = {
  name: 'an instance is killed with SIGKILL',
  part: 'instances',
  ends: changes,
  async run({ slots }, random) {
    const slot = random.pick(slots)
    await slot.kill()
    await sleep(random.below(500))
    await slot.start()
  },
}

const stopped: Fault = {
  name: 'an instance is stopped beyond its session, and goes on',
  part: 'instances',
  ends: changes,
  async run({ slots, log }, random) {
    const slot = random.pick(slots)
    slot.freeze()
    await sleep((log === 'kafka' ? SESSION * 1.2 : 300) + random.below(500))
    slot.thaw()
  },
}

const drained: Fault = {
  name: 'an instance ends with SIGTERM, and is started again',
  part: 'instances',
  ends: changes, // of the other instances, what is under way comes again
  async run({ slots }, random) {
    const slot = random.pick(slots)
    await slot.end()
    await slot.start()
  },
}

const reloaded: Fault = {
  name: 'an instance reads another configuration in mid-flight',
  part: 'instances',
  ends: changes,
  async run({ slots }, random) {
    const slot = random.pick(slots)
    await slot.reload()
    await slot.ready()
  },
}

const cutOff: Fault = {
  name: 'an instance is cut off from Kafka',
  part: 'instances',
  ends: changes,
  async run({ slots }, random) {
    const { gates } = random.pick(slots)
    const state = random.pick(['dropped', 'silent'] as const)
    for (const gate of gates) gate.state = state
    await sleep(random.percent(50) ? 500 : SESSION * 1.3)
    for (const gate of gates) gate.state = 'open'
    await sleep(500)
  },
}

const storm: Fault = {
  name: 'members join the group and leave it at once',
  part: 'instances',
  ends: rig => 6 * everyone(rig),
  async run({ brokers }) {
    for (let n = 0; n < 3; n++) {
      const client = new kafkajs.Kafka({
        brokers: [...(brokers?.bootstrap ?? [])],
        logLevel: kafkajs.logLevel.NOTHING,
      })
      const consumer = client.consumer({
        groupId: 'chaos',
        sessionTimeout: SESSION,
        rebalanceTimeout: SESSION,
      })
      const joined = new Promise<void>(resolve => consumer.on('consumer.group_join', () => resolve()))
      await consumer.connect()
      await consumer.subscribe({ topics: ['events'], fromBeginning: true })
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} })
      await Promise.race([joined, sleep(SESSION)])
      await consumer.disconnect()
    }
  },
}

const brokerKilled: Fault = {
  name: 'a broker is killed with SIGKILL, its partitions get other leaders, and it comes back',
  part: 'brokers',
  ends: changes,
  async run({ brokers }, random) {
    if (brokers === undefined) return
    const id = random.pick(brokers.ids)
    await brokers.kill(id)
    await sleep(random.below(2_000))
    await brokers.restart(id)
  },
}

const brokerFrozen: Fault = {
  name: 'a broker stops for a while, and goes on',
  part: 'brokers',
  ends: changes,
  async run({ brokers }, random) {
    if (brokers === undefined) return
    const id = random.pick(brokers.ids)
    brokers.pause(id)
    await sleep(1_000 + random.below(3_500))
    brokers.resume(id)
  },
}

/** What a sink does for a while; afterwards it is well again. */
function sinkFault(
  name: string,
  part: 'moody' | 'shaky',
  begin: (sink: RigSink, random: Random) => void,
  ends: Fault['ends'] = nobody,
): Fault {
  return {
    name: `${part}: ${name}`,
    part,
    ends,
    async run({ sinks }, random) {
      const sink = sinks.find(one => one.name === part)
      if (sink === undefined) return
      begin(sink, random)
      await sleep(500 + random.below(2_500))
      heal(sink)
      await sleep(random.below(500))
    },
  }
}

/** Well again. */
export function heal({ ledger, gate }: RigSink): void {
  gate.state = 'open'
  ledger.dead = false
  ledger.delay = 0
  ledger.answer = () => 200
}

const sinkFaults = (['moody', 'shaky'] as const).flatMap(part => [
  // What had arrived when the connection broke comes again.
  sinkFault('dead', part, ({ ledger }) => ledger.die(), everyone),
  sinkFault('slow', part, ({ ledger }, random) => {
    ledger.delay = 20 + random.below(300)
  }),
  sinkFault('hangs', part, ({ ledger }) => {
    ledger.answer = () => ({ hangs: true })
  }),
  sinkFault('flaps', part, ({ ledger }, random) => {
    ledger.answer = () => (random.percent(50) ? 503 : 200)
  }),
  sinkFault('throttles with Retry-After', part, ({ ledger }, random) => {
    ledger.answer = () => (random.percent(90) ? { status: 429, headers: { 'retry-after': '1' } } : 200)
  }),
  sinkFault('refuses every 100th', part, ({ ledger }) => {
    ledger.answer = id => (id % 100 === 0 ? 422 : 200)
  }),
  sinkFault(
    'cut off',
    part,
    ({ gate }, random) => {
      gate.state = random.pick(['dropped', 'silent'] as const)
    },
    everyone,
  ),
])

/** What each run has of each kind, however short. */
export const kills: readonly Fault[] = [killed, stopped, brokerKilled]

/** What can happen on this log. */
export function faultsOn({ log }: Pick<Rig, 'log'>): readonly Fault[] {
  const both = [killed, stopped, drained, reloaded, ...sinkFaults]
  return log === 'embedded' ? both : [...both, cutOff, storm, brokerKilled, brokerFrozen]
}
