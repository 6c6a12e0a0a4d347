/**
 * What one render may use up: steps, text and nesting. Whoever does work in proportion to a value's size pays for it
 * before it is done, so a template can neither hold the event loop nor fill the memory.
 *
 * The budget is the module's own: a render is synchronous, and one within another gets a budget of its own.
 */
import { raise } from './python/exceptions.ts'

/** Most that a render may use. */
export interface Limits {
  /** Statements, operations, calls and elements gone through. */
  readonly steps: number
  /** Characters made, whether they reach the output or not; an element of a list counts as 16. */
  readonly text: number
  /** Macros, loops and blocks that call each other. */
  readonly depth: number
}

/** 500,000 steps are some 50 ms; 16 Mi characters are 20 copies of a large event. */
export const LIMITS: Limits = { steps: 500_000, text: 16 * 1024 * 1024, depth: 100 }

/** For what is not the template's doing: reading its context. */
export const UNLIMITED: Limits = {
  steps: Number.POSITIVE_INFINITY,
  text: Number.POSITIVE_INFINITY,
  depth: Number.POSITIVE_INFINITY,
}

/** Characters that one element of a list, or one member of a dict, counts as. */
const ELEMENT = 16
/** Characters looked through in one step. */
const LOOKED_THROUGH = 64

/** Kind of the error that ends a render whose budget is spent. */
export const BUDGET_ERROR = 'BudgetError'

// Outside of a render nothing is counted.
let { steps, text, depth } = UNLIMITED

/** Runs the work on a budget of its own. @throws PythonError of the kind `BudgetError` */
export function withBudget<T>(limits: Limits, work: () => T): T {
  const outer = { steps, text, depth }
  steps = limits.steps
  text = limits.text
  depth = limits.depth
  try {
    return work()
  } finally {
    steps = outer.steps
    text = outer.text
    depth = outer.depth
  }
}

/** Pays for steps. */
export function spend(count = 1): void {
  if ((steps -= count) < 0) raise(BUDGET_ERROR, 'the template took more steps than a render may take')
}

/** Pays for looking through so many characters. */
export function look(characters: number): void {
  if (characters >= LOOKED_THROUGH) spend(characters / LOOKED_THROUGH)
}

/** Pays for characters that are about to be made. */
export function grow(characters: number): void {
  if (!(characters <= 0) && !((text -= characters) >= 0))
    raise(BUDGET_ERROR, 'the template made more text than a render may make')
}

/** Pays for elements that are about to be put into a list or a dict. */
export function growElements(count: number): void {
  spend(count)
  grow(count * ELEMENT)
}

/** Goes one level deeper for the time of the work. */
export function nested<T>(work: () => T): T {
  if (depth <= 0) raise(BUDGET_ERROR, 'the template calls itself deeper than a render may')
  depth--
  try {
    return work()
  } finally {
    depth++
  }
}
