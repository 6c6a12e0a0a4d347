import { Model } from './model.ts'
import { steps } from './protocol.ts'
import type { Scenario } from './scenario.ts'
import type { State } from './state.ts'
import { StateSet } from './state-set.ts'
import type { Step } from './step.ts'

/** A step, and the number of the state that it leads to. */
export interface Onward {
  readonly step: Step
  readonly to: number
}

/** The states of a scenario by number, each gone on from once, when it is first asked for. */
export class Space {
  readonly m: Model
  readonly #states: StateSet
  readonly #onward: (readonly Onward[])[] = []

  constructor(scenario: Scenario) {
    this.m = new Model(scenario)
    const initial = this.m.initial()
    this.#states = new StateSet(initial.length)
    this.#states.add(initial)
  }

  /** Holds until more is asked for. */
  state(number: number): State {
    return this.#states.at(number)
  }

  /** Where one can go from a state. What would be a violation is not among it. */
  onward(number: number): readonly Onward[] {
    return (this.#onward[number] ??= this.#goOn(this.state(number).slice()))
  }

  #goOn(x: State): Onward[] {
    const onward: Onward[] = []
    const y = x.slice()
    steps(this.m, x, (step, _helpful, change) => {
      y.set(x)
      if (change(y) === undefined) onward.push({ step, to: this.#states.add(y) })
    })
    return onward
  }
}

const spaces = new Map<string, Space>()

/** The states of a scenario, shared by all who ask for it. */
export function spaceOf(scenario: Scenario): Space {
  const name = JSON.stringify(scenario)
  let space = spaces.get(name)
  if (space === undefined) spaces.set(name, (space = new Space(scenario)))
  return space
}
