import type { Scenario, SinkSpec } from './scenario.ts'

export const A: SinkSpec = { name: 'A' }
export const B: SinkSpec = { name: 'B' }
export const C: SinkSpec = { name: 'C' }
export const deadB: SinkSpec = { name: 'B', health: 'dead' }
const failingB: SinkSpec = { name: 'B', health: 'failing' }
export const undecodable: SinkSpec = { name: 'U', builtIn: true }
const deadUndecodable: SinkSpec = { name: 'U', builtIn: true, health: 'dead' }

/** Small enough for every run of the tests: together they break every rule that there is. */
export const scenarios = {
  'one instance': {
    instances: 1,
    partitions: ['a b a'],
    sinks: [A],
    faults: ['fail', 'answer lost', 'time out', 'refuse', 'shed', 'kill'],
  },
  'kill -9': { partitions: ['a b a'], sinks: [A], faults: ['fail', 'kill'] },
  rebalances: { partitions: ['a a'], sinks: [A], faults: ['fail', 'refuse', 'rebalance', 'slow rebalance'] },
  'a stopped process': { partitions: ['a a'], sinks: [A], faults: ['kill', 'stop', 'rebalance'] },
  'a narrow window': {
    window: 1,
    partitions: ['a a'],
    sinks: [A],
    faults: ['fail', 'answer lost', 'kill', 'stop', 'rebalance'],
  },
  'a stale fetch': { partitions: ['a b a'], sinks: [A], faults: ['rebalance', 'stale batch'] },
  'late commits': { partitions: ['a b'], sinks: [A], faults: ['rebalance', 'stop', 'late commit'] },
  'two sinks': { instances: 1, window: 1, partitions: ['a b a'], sinks: [A, B], faults: ['fail', 'kill'] },
  'two sinks, two instances': { window: 1, partitions: ['a a'], sinks: [A, B], faults: ['rebalance'] },
  'a gap, a pause, a shed lane': {
    instances: 1,
    window: 1,
    partitions: ['a - a>A'],
    sinks: [A, B],
    faults: ['pause', 'shed', 'kill'],
  },
  'no space in the metadata': {
    instances: 1,
    window: 1,
    listed: 0,
    partitions: ['a b'],
    sinks: [A, B],
    faults: ['fail', 'kill'],
  },
  'a dead sink': { window: 1, partitions: ['a b'], sinks: [A, deadB], faults: ['kill', 'rebalance'] },
  'a dead sink and a slow one': {
    instances: 1,
    window: 1,
    partitions: ['a b a'],
    sinks: [A, deadB, C],
    faults: [],
  },
  'two partitions': { window: 1, partitions: ['a a', 'c'], sinks: [A], faults: ['rebalance'] },
  'two partitions and a dead sink': {
    window: 1,
    partitions: ['a', 'c'],
    sinks: [A, deadB],
    faults: ['rebalance'],
  },
  'a rewind': { partitions: ['a a'], sinks: [A], faults: ['rewind', 'kill', 'late commit'] },
  'a rewind and another owner': {
    partitions: ['a'],
    sinks: [A],
    faults: ['rewind', 'rebalance', 'late commit'],
  },
  'a new group at the end of the log': { partitions: ['a a a'], sinks: [A], faults: ['produce', 'kill'] },
  'a rolling deploy': {
    partitions: ['a>B a>A'],
    sinks: [A, B],
    standing: [1, 0],
    unknown: [[], ['B']],
    faults: ['kill'],
  },
  'attempts that are counted': {
    instances: 1,
    window: 1,
    partitions: ['a b'],
    sinks: [A, failingB],
    faults: ['give up', 'rebalance'],
  },
  'a dead-letter log that is down': {
    instances: 1,
    window: 1,
    partitions: ['a x>U a x>U a'],
    sinks: [A, deadUndecodable],
    faults: ['fail', 'kill'],
  },
  'records that are no event': {
    window: 1,
    partitions: ['a x>U a'],
    sinks: [A, undecodable],
    faults: ['fail', 'kill'],
  },
} satisfies { readonly [name: string]: Scenario }

/** Larger ones, for the long tests. */
export const largeScenarios = {
  'a gap, a pause, a shed lane, two keys': {
    instances: 1,
    window: 1,
    partitions: ['a - a>A b'],
    sinks: [A, B],
    faults: ['pause', 'shed', 'kill'],
  },
  'two partitions and a dead sink, kill -9': {
    window: 1,
    partitions: ['a', 'c'],
    sinks: [A, deadB],
    faults: ['kill', 'rebalance'],
  },
  'a rolling deploy of three records': {
    partitions: ['a>B a>A b>A'],
    sinks: [A, B],
    standing: [1, 0],
    unknown: [[], ['B']],
    faults: ['kill'],
  },
  'attempts that two owners count': {
    window: 1,
    partitions: ['a a'],
    sinks: [A, failingB],
    faults: ['give up', 'rebalance'],
  },
  'a narrow window and three records': {
    window: 1,
    partitions: ['a b a'],
    sinks: [A],
    faults: ['fail', 'answer lost', 'kill', 'stop', 'rebalance'],
  },
  'two sinks, two instances, kill -9': {
    window: 1,
    partitions: ['a a'],
    sinks: [A, B],
    faults: ['kill', 'rebalance'],
  },
  'two partitions, three records, a dead sink': {
    window: 1,
    partitions: ['a b', 'c'],
    sinks: [A, deadB],
    faults: ['rebalance'],
  },
  'two partitions and a stopped process': {
    window: 1,
    partitions: ['a a', 'c'],
    sinks: [A],
    faults: ['rebalance', 'stop'],
  },
  'every fault at once': {
    partitions: ['a a'],
    sinks: [A],
    faults: [
      'fail',
      'answer lost',
      'time out',
      'refuse',
      'shed',
      'kill',
      'stop',
      'rebalance',
      'slow rebalance',
    ],
  },
  'four records and a dead sink': {
    window: 1,
    partitions: ['a b - a b'],
    sinks: [A, deadB],
    faults: ['kill', 'rebalance'],
  },
  'three sinks, one dead, one paused now and then': {
    instances: 1,
    window: 1,
    partitions: ['a b a'],
    sinks: [A, deadB, C],
    faults: ['pause', 'kill'],
  },
  'a rewind, a stopped process and another owner': {
    partitions: ['a b a'],
    sinks: [A],
    faults: ['rewind', 'kill', 'stop', 'rebalance', 'late commit'],
  },
} satisfies { readonly [name: string]: Scenario }
