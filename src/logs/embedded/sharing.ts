/** What goes between the process that holds the file and one that shares it. */
import type { CursorTopic } from '../../types.ts'
import type { Answer, Argument, Failure, Grant, Operation, TopicRow } from './types.ts'

/** What a process that shares the file may ask for; ownership and the file itself are the holder's. */
export type SharedOperation = Exclude<Operation, 'own' | 'close'>

/** To the process that holds the file. */
export type ToHolder =
  | {
      [O in SharedOperation]: { readonly id: number; readonly operation: O; readonly argument: Argument<O> }
    }[SharedOperation]
  | {
      readonly member: number
      readonly join: { readonly group: string; readonly topics: readonly CursorTopic[] }
    }
  | { readonly member: number; readonly leave: true }
  /** The tenures of the member's last assignment have ended: nothing of them is started any more. */
  | { readonly member: number; readonly ended: number }

/** From the process that holds the file. */
export type FromHolder =
  | { readonly id: number; readonly answer: Answer<SharedOperation> }
  | { readonly id: number; readonly failure: Failure }
  | { readonly reached: readonly (readonly [partition: number, end: number])[] }
  | { readonly created: TopicRow }
  | { readonly member: number; readonly assigned: readonly Grant[] }
  | { readonly member: number; readonly rebalancing: true }
  | { readonly member: number; readonly end: number }
  | { readonly member: number; readonly failed: Failure }
