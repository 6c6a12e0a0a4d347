/**
 * What the core costs by itself: µs of CPU per event from a record read to settled at all sinks that want it, with
 * senders that answer at once; 64 requests at a time, 1,000 keys. No decoding, rules, envelope or network. Then how
 * fast a sink that was left behind catches up, and what a commit costs with laggards.
 *
 * Latest (Node 26.10, 2 shared cores): 1 sink 0.9, with a turn of the event loop per answer 1.4, with a log line per
 * attempt 5.1; 1 of 100 sinks 0.9; 10 sinks 7; 100 sinks 88. Catching up while the head is busy: 97 % of what the head
 * does meanwhile, which is as much as it does for two sinks with nobody behind. A commit of 301 sinks: 32 to 96 µs with
 * none or ten behind, 310 µs with 300.
 */
import { createWriteStream } from 'node:fs'
import { pino } from 'pino'
import { OwnedPartition } from '../src/partition.ts'
import { encodePositions, sinkId } from '../src/positions.ts'
import { CatchUp } from '../src/reading/catch-up.ts'
import { Share } from '../src/reading/share.ts'
import type { Logger } from '../src/types.ts'
import { atOnce, coreParts, coreTenure, nextTurn } from './parts/core.ts'

interface Case {
  readonly name: string
  /** All of the configuration, and how many of them want each event. */
  readonly sinks: number
  readonly wanted: number
  readonly logger: Logger
  /** Whether an answer takes a turn of the event loop, as a socket's does. */
  readonly turns: boolean
}

const deliveries = 300_000
const off = pino({ level: 'warn' }, createWriteStream('/dev/null'))
const info = pino({ level: 'info' }, pino.destination({ dest: '/dev/null', sync: false, minLength: 8_192 }))

const cases: readonly Case[] = [
  { name: '1 sink, answers at once', sinks: 1, wanted: 1, logger: off, turns: false },
  { name: '1 sink, answers in the next turn', sinks: 1, wanted: 1, logger: off, turns: true },
  { name: '1 sink, a log line per attempt', sinks: 1, wanted: 1, logger: info, turns: false },
  { name: '1 of 100 sinks', sinks: 100, wanted: 1, logger: off, turns: false },
  { name: '10 sinks', sinks: 10, wanted: 10, logger: off, turns: false },
  { name: '100 sinks', sinks: 100, wanted: 100, logger: off, turns: false },
]

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `sink-${n}`)
}

/** CPU microseconds for so many events. */
async function run({ sinks, wanted, logger, turns }: Case, count: number): Promise<number> {
  const names = namesOf(sinks)
  const senders = new Map(names.map(name => [name, turns ? nextTurn : atOnce]))
  const parts = coreParts(senders, names.slice(0, wanted), logger)
  const shared = { share: new Share(), isReserved: () => false, atRisk: () => 0 }
  const partition = new OwnedPartition(coreTenure(count), parts, shared)
  const before = process.cpuUsage()
  await partition.run()
  while (partition.settled < count) await new Promise(setImmediate)
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/**
 * Events per second of a sink at the head and of one that is `behind` events back, while `ahead` events wait at the head:
 * measured until the first of them has nothing left to read.
 */
async function catchingUp(behind: number, ahead: number): Promise<{ head: number; catchUp: number }> {
  const names = namesOf(2)
  const parts = coreParts(new Map(names.map(name => [name, atOnce])), names, off)
  const share = new Share()
  const entry = { id: sinkId('sink-1'), position: 0, paused: false, attempts: 0, firstFailure: 0 }
  const listed = behind > 0 ? [entry] : []
  const { metadata } = encodePositions(behind, listed, 4_096)
  const catchUp = new CatchUp({ ...parts, share, failed: console.error, released: () => {} })
  const tenure = coreTenure(behind + ahead, metadata, behind)
  const partition = new OwnedPartition(tenure, parts, {
    share,
    isReserved: outbox => catchUp.isReserved(outbox),
    atRisk: () => 0,
  })
  const positions = () => [...partition.positions()].map(({ position }) => position)
  const began = performance.now()
  const running = partition.run()
  catchUp.add(partition.places)
  for (;;) {
    const [head = 0, laggard = 0] = positions()
    if ((ahead > 0 && head >= behind + ahead) || (behind > 0 && laggard >= behind)) break
    await new Promise(setImmediate)
  }
  const seconds = (performance.now() - began) / 1000
  const [head = 0, laggard = 0] = positions()
  await catchUp.stop()
  partition.end()
  await running
  return { head: (head - behind) / seconds, catchUp: laggard / seconds }
}

/** Microseconds to compute a commit of 301 sinks of which so many lag. */
function commitCost(laggards: number): number {
  const names = namesOf(301)
  const listed = names
    .slice(0, laggards)
    .map((name, n) => ({ id: sinkId(name), position: n, paused: false, attempts: 2, firstFailure: 1.79e9 }))
  const { metadata } = encodePositions(1_000_000, listed, 1e6)
  const parts = coreParts(new Map(names.map(name => [name, atOnce])), names, off)
  const shared = { share: new Share(), isReserved: () => false, atRisk: () => 0 }
  const { places } = new OwnedPartition(coreTenure(1_000_000, metadata, 1_000_000), parts, shared)
  for (let round = 0; round < 300; round++) places.commitOf()
  const rounds = 1_000
  const began = performance.now()
  for (let round = 0; round < rounds; round++) places.commitOf()
  return ((performance.now() - began) * 1000) / rounds
}

for (const each of cases) {
  const count = Math.ceil(deliveries / each.wanted)
  await run(each, Math.min(count, 20_000))
  const cpu = await run(each, count)
  console.log(`${each.name.padEnd(36)} ${(cpu / count).toFixed(2).padStart(7)} µs per event`)
}

const rate = (perSecond: number) => `${Math.round(perSecond).toLocaleString('en').padStart(9)}/s`
await catchingUp(50_000, 50_000)
const alone = await catchingUp(0, 300_000)
const idle = await catchingUp(300_000, 0)
const both = await catchingUp(300_000, 300_000)
console.log(`${'the head, nobody behind'.padEnd(36)} ${rate(alone.head)}`)
console.log(`${'catching up, the head idle'.padEnd(36)} ${rate(idle.catchUp)}`)
console.log(
  `${'catching up, the head busy'.padEnd(36)} ${rate(both.catchUp)}, the head meanwhile ${rate(both.head)}`,
)
for (const laggards of [0, 10, 300]) {
  const name = `a commit of 301 sinks, ${laggards} behind`
  console.log(`${name.padEnd(36)} ${commitCost(laggards).toFixed(1).padStart(7)} µs`)
}
