/**
 * The delivery protocol as a program: docs/delivery.md says its rules in words. A model is one small world and everything
 * that can happen in it; explorer.ts visits every state. Where a rule is broken, the model does what would happen without it.
 */
import { deliverySteps } from './delivery-steps.ts'
import { groupSteps } from './group-steps.ts'
import type { Model } from './model.ts'
import { operatorSteps } from './operator-steps.ts'
import { readingSteps } from './reading-steps.ts'
import type { State } from './state.ts'
import type { Emit, Step, Violation } from './step.ts'

/** A step that was taken. */
export interface Taken {
  readonly step: Step
  readonly state: State
  readonly violation: Violation
}

/** Tells of every step that any actor may take. */
export function steps(m: Model, x: State, emit: Emit): void {
  groupSteps(m, x, emit)
  operatorSteps(m, x, emit)
  for (let instance = 0; instance < m.instances; instance++) {
    readingSteps(m, x, instance, emit)
    deliverySteps(m, x, instance, emit)
  }
}

/** The steps of a state that are wanted, taken. */
export function take(m: Model, x: State, wanted: (step: Step) => boolean): Taken[] {
  const taken: Taken[] = []
  steps(m, x, (step, _helpful, change) => {
    if (!wanted(step)) return
    const state = x.slice()
    const violation = change(state)
    taken.push({ step, state, violation })
  })
  return taken
}
