import { Edges } from './edges.ts'
import { isFinished, lostOrTooMuch } from './invariants.ts'
import { Model } from './model.ts'
import { steps } from './protocol.ts'
import type { Scenario } from './scenario.ts'
import type { State } from './state.ts'
import { StateSet } from './state-set.ts'
import { describe, type Step, type Violation } from './step.ts'

/** What exploring a scenario found. */
export interface Explored {
  readonly states: number
  readonly steps: number
  /** The invariant's name first. */
  readonly violation: Violation
  /** The shortest way to it, step by step. */
  readonly trace: readonly string[]
  /** Whether ever an older event came after a newer one of its key; and whether it was the last that came. */
  readonly receiver: { readonly older: boolean; readonly olderLast: boolean }
}

/**
 * Visits every state of a scenario. Safety is checked in each; then liveness: from each, a state in which every sink that
 * answers has everything can be reached without faults and without an answer from a dead sink.
 */
export function explore(scenario: Scenario, broken = ''): Explored {
  return new Exploration(new Model(scenario, broken)).run()
}

class Exploration {
  readonly #m: Model
  readonly #states: StateSet
  readonly #helpful = new Edges()
  /** By state, the one from which it was found first. */
  readonly #before: number[] = [-1]
  readonly #finished: number[] = []
  readonly #receiver = { older: false, olderLast: false }
  #steps = 0

  constructor(m: Model) {
    this.#m = m
    this.#states = new StateSet(m.initial().length)
    this.#states.add(m.canonical(m.initial()))
  }

  run(): Explored {
    const scratch = this.#m.initial()
    for (let number = 0; number < this.#states.count; number++) {
      const x = this.#states.at(number).slice()
      const inState = lostOrTooMuch(this.#m, x)
      if (inState !== undefined) return this.#found(inState, this.#way(number))
      if (isFinished(this.#m, x)) this.#finished.push(number)
      this.#look(x)
      let wrong: { violation: string; step: Step } | undefined
      steps(this.#m, x, (step, helpful, change) => {
        this.#steps++
        scratch.set(x)
        const violation = change(scratch)
        if (violation !== undefined) wrong ??= { violation, step }
        const to = this.#states.add(this.#m.canonical(scratch))
        if (to === this.#before.length) this.#before.push(number)
        if (helpful) this.#helpful.add(number, to)
      })
      if (wrong !== undefined)
        return this.#found(wrong.violation, [...this.#way(number), this.#text(wrong.step)])
    }
    const stuck = this.#helpful.reaching(this.#finished, this.#states.count).indexOf(0)
    if (stuck < 0) return this.#found(undefined, [])
    return this.#found('STUCK: a sink that answers waits for ever', [
      ...this.#way(stuck),
      ...this.#onFrom(stuck),
    ])
  }

  /** Helpful steps from a state on, until none leads anywhere new. */
  #onFrom(stuck: number): string[] {
    const way: string[] = []
    const seen = new Set([stuck])
    for (let at: number | undefined = stuck; at !== undefined; ) {
      const x = this.#states.at(at).slice()
      at = undefined
      steps(this.#m, x, (step, helpful, change) => {
        if (at !== undefined || !helpful) return
        const y = x.slice()
        change(y)
        const to = this.#states.find(this.#m.canonical(y))
        if (seen.has(to)) return
        seen.add(to)
        way.push(this.#text(step))
        at = to
      })
    }
    return way
  }

  #found(violation: Violation, trace: readonly string[]): Explored {
    return { states: this.#states.count, steps: this.#steps, violation, trace, receiver: this.#receiver }
  }

  #text(step: Step): string {
    return describe(
      step,
      this.#m.sinks.map(({ name }) => name),
    )
  }

  /** The steps that lead to a state. Where mirror images were taken for one, instances may change their numbers on it. */
  #way(number: number): string[] {
    const way: string[] = []
    for (let to = number; to > 0; to = this.#before[to] ?? 0) {
      const target = this.#states.at(to).slice()
      const from = this.#states.at(this.#before[to] ?? 0).slice()
      let text = ''
      steps(this.#m, from, (step, _helpful, change) => {
        if (text !== '') return
        const y = from.slice()
        change(y)
        if (this.#m.canonical(y).every((byte, at) => byte === target[at])) text = this.#text(step)
      })
      way.unshift(text)
    }
    return way
  }

  /** What a receiver can have seen. */
  #look(x: State): void {
    const m = this.#m
    if (m.scenario.watched !== true) return
    if (m.olderAfterNewer.get(x) === 1) this.#receiver.older = true
    const underWay = [m.ghost, m.orphan].some(({ base, size }) => x.subarray(base, base + size).includes(1))
    if (underWay || !isFinished(m, x)) return
    for (const { key, offset } of m.flat)
      for (let sink = 0; sink < m.sinks.length; sink++) {
        const newest = m.flat.findLast(record => record.key === key)?.offset === offset
        if (newest && m.lastArrived.get(x, sink, key) < offset + 1) this.#receiver.olderLast = true
      }
  }
}
