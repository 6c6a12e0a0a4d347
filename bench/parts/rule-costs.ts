import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { RuleIndex } from '../../src/rules/table/rule-index.ts'
import type { Event, Rule } from '../../src/types.ts'
import { quantile } from './figures.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes that are reachable now. */
export function heldBytes(): number {
  // What held typed arrays goes with the first, their memory with the second.
  collectGarbage()
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** What an event is matched with on average. */
export function collected(
  index: RuleIndex,
  events: readonly Event[],
): { readonly candidates: number; readonly matches: number } {
  let candidates = 0
  let matches = 0
  for (const event of events) {
    matches += index.match(event).rules.length
    candidates += index.counts.candidates
  }
  return { candidates: candidates / events.length, matches: matches / events.length }
}

/** Microseconds to remove a rule and to add it again: of additions the middle and the 99th of a hundred, then of removals. */
export function changeTimes(index: RuleIndex, rules: readonly Rule[], changes: number): readonly number[] {
  const adding: number[] = []
  const removing: number[] = []
  for (let i = 0; i < changes; i++) {
    const rule = rules[(i * 7_919) % rules.length]!
    const start = performance.now()
    index.remove(rule.name)
    const middle = performance.now()
    index.add(rule)
    removing.push((middle - start) * 1_000)
    adding.push((performance.now() - middle) * 1_000)
  }
  return [quantile(adding, 0.5), quantile(adding, 0.99), quantile(removing, 0.5), quantile(removing, 0.99)]
}
