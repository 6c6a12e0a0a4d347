import type { Step } from './step.ts'

/** Something that can happen to the code from outside. */
export interface Input {
  readonly name: string
  /** What it is in the model; nothing where it only lets the code go on. */
  readonly steps: readonly Step[]
  /** No fault. */
  readonly isHelpful: boolean
  /** Possible only where the model says so. */
  readonly ifAllowed?: boolean
  readonly run: () => unknown
}

/** An input that is no fault. */
export function helpful(name: string, steps: readonly Step[], run: Input['run']): Input {
  return { name, steps, isHelpful: true, run }
}
