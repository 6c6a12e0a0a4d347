import type { State } from './state.ts'

/** What somebody does in a step. */
export type Act =
  // the group
  | 'begin rebalance'
  | 'rebalance'
  | 'start'
  | 'kill'
  | 'stop'
  | 'continue'
  // the reader
  | 'load'
  | 'load late'
  | 'read'
  | 'read again'
  | 'send commit'
  | 'commit'
  | 'lose commit'
  // the lanes
  | 'send'
  | 'bury'
  | 'shed'
  | 'see answer'
  // the other sides
  | 'deliver'
  | 'fail'
  | 'refuse'
  | 'lose answer'
  | 'time out'
  | 'arrive late'
  | 'arrive while stopped'
  | 'arrive from before'
  | 'fail from before'
  | 'produce'
  // operators
  | 'pause'
  | 'resume'
  | 'rewind'
  | 'told'

/** One step: who does what, with which record. */
export interface Step {
  readonly act: Act
  readonly instance?: number
  readonly partition?: number
  readonly offset?: number
  readonly sink?: number
  /** Owners by partition of a rebalance; positions by sink of a commit. */
  readonly values?: readonly number[]
}

/** What is wrong with a step or a state: the invariant's name, a colon, and how. */
export type Violation = string | undefined

/**
 * Tells of a step that may be taken. `helpful`: it needs no fault. `change` makes the state what it is after the step, and
 * says what is wrong with that.
 */
export type Emit = (step: Step, helpful: boolean, change: (y: State) => Violation) => void

/** A step in words. */
export function describe(step: Step, sinks: readonly string[]): string {
  const { act, instance, partition, offset, sink, values } = step
  const who = instance === undefined ? '' : `instance ${instance}: `
  const place = partition === undefined ? '' : ` ${partition}${offset === undefined ? '' : `:${offset}`}`
  const to = sink === undefined ? '' : ` ${act === 'read again' ? 'for' : '→'} ${sinks[sink]}`
  return `${who}${act}${place}${to}${values === undefined ? '' : ` [${values.join(' ')}]`}`
}
