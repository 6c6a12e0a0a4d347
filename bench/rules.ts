/**
 * The rule index: events a second by kind and number of rules, what an event is matched with, what rules cost to keep and to
 * change. `--beside MODULE`: another matcher, measured in the same turns. Times are the thread's own (CPU), so that others
 * on the machine disturb less.
 */
import { netboxFormat } from '../src/formats/index.ts'
import type { Event, Rule } from '../src/types.ts'
import { logRecord } from '../test/helpers/events.ts'
import { cpuMicroseconds, fastest, table } from './parts/figures.ts'
import { network } from './parts/network.ts'
import { type NetworkEvent, networkEvents } from './parts/network-events.ts'
import { changeTimes, collected, heldBytes } from './parts/rule-costs.ts'
import { type Beside, type BytesMatcher, IndexOnBytes, loadBeside } from './parts/rule-matchers.ts'
import { type Kind, ruleSet } from './parts/rule-sets.ts'
import { readings } from './parts/scan-figures.ts'

export interface RulesOptions {
  /** Path of a module that exports `build`; empty: nothing beside it. */
  readonly beside: string
  /** Small sizes, few turns. */
  readonly quick: boolean
}

const KINDS: readonly Kind[] = ['eq', 'mix', 'lo', 'sel']
const SIZES = [1, 10, 100, 1_000, 10_000, 100_000]
const EVENTS = 2_000
const SEED = 42
const CHANGES = 500

const HEADS = [
  'rules',
  'from bytes/s',
  'decode+match/s',
  'match/s',
  'candidates',
  'matches',
  'build ms',
  'B/rule',
]
const CHANGE_HEADS = ['add µs p50', 'p99', 'remove µs p50', 'p99']

/** Prints a table for each kind, and what reading the bytes takes. */
export async function rules({ beside, quick }: RulesOptions): Promise<void> {
  const other = beside === '' ? undefined : await loadBeside(beside)
  // Events are the same for all kinds: those of a network with a few big sites.
  const events = networkEvents(network(1), EVENTS, SEED)
  const turns = quick ? 3 : 7
  const kept = keepShapes(events, other)
  const bytes = events.reduce((sum, event) => sum + event.bytes.length, 0)
  for (const kind of KINDS) {
    const heads = [...HEADS, ...CHANGE_HEADS, ...(other === undefined ? [] : ['beside/s', 'ratio'])]
    const names = network(kind === 'lo' ? 0 : 1)
    const rows = (quick ? SIZES.slice(0, 4) : SIZES).map(size =>
      measure(ruleSet(kind, size, names, events), events, other, turns),
    )
    console.log(`\n${kind}: ${EVENTS} events of ${Math.round(bytes / EVENTS)} bytes on average\n`)
    console.log(table([heads, ...rows]))
  }
  for (const matcher of kept) each(events, event => matcher.match(event.bytes))
  const set = ruleSet('mix', 1_000, network(1), events)
  const works = readings(
    events.map(event => event.bytes),
    set,
  )
  const times = fastest([...works.values()], turns).map(time => time / EVENTS)
  console.log('\nReading an event (mix, 1,000 rules), µs\n')
  console.log(
    table([['', 'µs', 'beside a plain loop'], ...[...works.keys()].map((name, i) => row(name, times, i))]),
  )
}

/**
 * A matcher of each kind, to be held on to: once the last object of a shape is collected, the engine forgets the code it made
 * for that shape, and code made for the next index is slower for having lost it. A router always has an index.
 */
function keepShapes(events: readonly NetworkEvent[], other: Beside | undefined): readonly BytesMatcher[] {
  const rules = ruleSet('mix', 1_000, network(1), events)
  const matchers = [new IndexOnBytes(rules), ...(other === undefined ? [] : [other.build(rules)])]
  for (const matcher of matchers) each(events, event => matcher.match(event.bytes))
  return matchers
}

function row(name: string, times: readonly number[], i: number): readonly (string | number)[] {
  return [name, times[i]!, times[i]! / times[0]!]
}

function measure(
  set: readonly Rule[],
  events: readonly NetworkEvent[],
  other: Beside | undefined,
  turns: number,
): readonly (string | number)[] {
  const before = heldBytes()
  const start = cpuMicroseconds()
  const ours = new IndexOnBytes(set)
  const buildMs = (cpuMicroseconds() - start) / 1_000
  const held = heldBytes() - before
  const theirs = other?.build(set)
  const format = netboxFormat({ key: [], logId: '' })
  const records = events.map(event => logRecord(event.bytes))
  const decoded = records.map(record => format.decode(record))
  const { candidates, matches } = collected(ours.index, decoded)
  const [raw, whole, matching, beside] = fastest(
    [
      () => each(events, event => ours.match(event.bytes)),
      () => each(records, record => ours.index.match(format.decode(record)).sinks.length),
      () => each(decoded, (event: Event) => ours.index.match(event).sinks.length),
      ...(theirs === undefined ? [] : [() => each(events, event => theirs.match(event.bytes))]),
    ],
    turns,
  )
  const perSecond = (microseconds: number) => (events.length * 1e6) / microseconds
  const changes = changeTimes(ours.index, set, CHANGES)
  return [
    set.length.toLocaleString('en'),
    ...[raw!, whole!, matching!].map(perSecond),
    candidates,
    matches,
    buildMs,
    set.length < 1_000 ? '' : held / set.length,
    ...changes,
    ...(beside === undefined ? [] : [perSecond(beside), beside / raw!]),
  ]
}

function each<T>(list: readonly T[], work: (item: T) => number): number {
  let sum = 0
  for (const item of list) sum += work(item)
  return sum
}
