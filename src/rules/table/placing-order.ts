import type { Bound } from './bind.ts'
import type { Prepared } from './writer.ts'

const QUESTION_BITS = 14 // of path, operator and negation
/** Paths that are alike in these bits are taken for the same: an order that is not the best costs time only. */
const PATH_BITS = 2 ** 10 - 1
/** How many of a rule's questions decide its place: as many as a double holds, beside the bit for an `or`. */
const COMPARED = 3

/**
 * In which order to put many rules in: those that ask the same of the same paths one after the other. Their entries then
 * stand together wherever they stand, and the processor guesses well which question comes next: a tenth less per event.
 */
export function placingOrder(prepared: readonly (Prepared | undefined)[]): readonly number[] {
  const keys = Float64Array.from(prepared, keyOf)
  return prepared.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]!)
}

function keyOf(prepared: Prepared | undefined): number {
  if (prepared === undefined) return 0
  const questions = prepared.leaves.map(numberOf).sort((a, b) => a - b)
  let key = prepared.isFlat ? 0 : 1
  for (let i = 0; i < COMPARED; i++) key = key * 2 ** QUESTION_BITS + (questions[i] ?? 0)
  return key
}

function numberOf({ path, operator, negate }: Bound): number {
  return ((path & PATH_BITS) << 4) | (operator << 1) | Number(negate)
}
