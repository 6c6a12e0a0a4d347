/** What a condition says: numbers, so that they can stand in typed arrays. */
export const FALSE = 0
export const TRUE = 1
/** It could not be answered. */
export const INVALID = 2
/** Of a conjunct: all of it is true, but something asked before it may have failed. */
export const UNSURE = 3

/** FALSE, TRUE or INVALID. */
export type Truth = number

/** The answer turned round; an error stays one. */
export function negated(truth: Truth): Truth {
  return truth === INVALID ? INVALID : 1 - truth
}
