import type { Fault, Scenario } from './scenario.ts'
import { A, B, C, deadB, undecodable } from './scenarios.ts'

const common: readonly Fault[] = [
  'fail',
  'refuse',
  'answer lost',
  'time out',
  'kill',
  'stop',
  'rebalance',
  'slow rebalance',
  'pause',
]

/** Too large to visit every state of: the real code takes random ways through them. */
export const drivenScenarios = {
  'one sink that is paused and gives back': {
    instances: 1,
    partitions: ['a b a b a'],
    sinks: [A],
    faults: ['fail', 'refuse', 'pause', 'shed'],
  },
  'two sinks, two partitions, every fault': {
    partitions: ['a b a>B - b a', 'a c'],
    sinks: [A, B],
    faults: [...common, 'shed'],
  },
  'a dead sink beside another': {
    partitions: ['a b a>A - b a', 'a c'],
    sinks: [A, deadB],
    faults: [...common],
  },
  'one sink, late commits': {
    partitions: ['a b a - b a a b', 'a c a'],
    sinks: [A],
    faults: [...common, 'shed', 'late commit'],
  },
  'records that are no event among others': {
    partitions: ['a x>U a b x>U a>B'],
    sinks: [A, B, undecodable],
    faults: ['fail', 'refuse', 'kill', 'stop', 'rebalance'],
  },
  'a rewind among faults': {
    partitions: ['a b a b a'],
    sinks: [A],
    faults: ['fail', 'rewind', 'refuse', 'shed', 'kill', 'stop', 'rebalance', 'late commit'],
  },
  'three sinks and little room': {
    instances: 1,
    window: 1,
    partitions: ['a b>C a - b>A a>B a', 'a c>C'],
    sinks: [A, B, C],
    faults: ['fail', 'refuse', 'shed', 'kill', 'pause', 'slow rebalance', 'rebalance'],
  },
} satisfies { readonly [name: string]: Scenario }
