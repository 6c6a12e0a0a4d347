/** What of a rule goes into the index, in words. */
import { type Access, settledBy } from './access.ts'
import type { Bound } from './bind.ts'
import type { Partition } from './partitions.ts'
import type { Conjunct, Tree } from './plan.ts'
import { classOf } from './pool.ts'
import { DECISIVE, DOUBTFUL, LENGTH_SHIFT, MAX_ENTRY, SURE } from './postings.ts'
import { ANY_KIND } from './reading.ts'
import { AND, ARGUMENT_SHIFT, OR, PREDICATE, WIDE, WordBuffer } from './words.ts'

/** Most leaves asked before a conjunct's that its entry looks at. */
const MAX_BEFORE = 16

/** A rule with all its numbers, in its partitions. */
export interface Prepared {
  readonly leaves: readonly Bound[]
  readonly tree: Tree
  readonly conjuncts: readonly Conjunct[]
  /** Whether the conjuncts are all that there are. */
  readonly isListed: boolean
  /** Whether the conjunct is all that there is to ask. */
  readonly isFlat: boolean
  readonly partitions: readonly Partition[]
}

/** Writes entries and programs, one at a time. */
export class Writer {
  /** What was written last. */
  readonly buffer = new WordBuffer()

  /** A rule's whole program: the class of its block, how many accesses the rule has, these, and its conditions. */
  program({ leaves, tree }: Prepared, accesses: readonly Access[]): void {
    const { buffer } = this
    buffer.clear()
    buffer.push(0)
    buffer.push(accesses.length)
    for (const access of accesses) buffer.push(access)
    this.#tree(tree, leaves)
    buffer.words[0] = classOf(buffer.length)
  }

  /** The words for one conjunct: what is left to ask where it is found. */
  entry(number: number, { conjuncts, leaves, isFlat, isListed }: Prepared, access: Access, i: number): void {
    const buffer = this.buffer
    buffer.clear()
    buffer.push(0)
    const conjunct = conjuncts[i]!
    const before = conjunct.before.map(leaf => leaves[leaf]!)
    const settled = settledBy(access, conjunct.leaves, leaves)
    const rest = conjunct.leaves.filter(leaf => !settled.includes(leaf)).map(leaf => leaves[leaf]!)
    const isSure =
      isListed && before.length <= MAX_BEFORE && before.every(({ validIn }) => validIn !== 0) && isShort(rest)
    if (isFlat || isShort(rest)) for (const leaf of rest.sort(cheapFirst)) buffer.pushQuestion(leaf)
    const asked = conjunct.leaves.map(leaf => leaves[leaf]!)
    if (!isFlat && isSure) {
      for (const path of new Set(before.map(leaf => leaf.path))) {
        const kinds = validKinds(before, path)
        if (!asked.some(leaf => isWithin(leaf, path, kinds))) buffer.pushValid(path, kinds)
      }
    }
    const meaning = isFlat ? DECISIVE : isSure ? SURE : DOUBTFUL
    // Without a question it would count as true.
    if (meaning === DOUBTFUL && buffer.length === 1) buffer.pushValid(0, ANY_KIND)
    buffer.words[0] = number | meaning | (buffer.length << LENGTH_SHIFT)
  }

  #tree(tree: Tree, leaves: readonly Bound[]): void {
    if (typeof tree === 'number') {
      this.buffer.pushQuestion(leaves[tree]!)
      return
    }
    const start = this.buffer.length
    this.buffer.push(WIDE | ((tree.logic === 'or' ? OR : AND) << ARGUMENT_SHIFT))
    this.buffer.push(0)
    for (const member of tree.members) this.#tree(member, leaves)
    this.buffer.words[start + 1] = this.buffer.length - start
  }
}

/** Questions in the order in which an entry asks them: what takes longer last, else as they stand in the rule. */
function cheapFirst(a: Bound, b: Bound): number {
  return Number(a.operator === PREDICATE) - Number(b.operator === PREDICATE)
}

/** The kinds of which all of the leaves on the path can be answered. */
function validKinds(leaves: readonly Bound[], path: number): number {
  return leaves.reduce((kinds, leaf) => (leaf.path === path ? kinds & leaf.validIn : kinds), ANY_KIND)
}

/** Whether the leaf can only be true where one of the kinds stands at the path. */
function isWithin({ readsPath, path, validIn }: Bound, wanted: number, kinds: number): boolean {
  return readsPath && path === wanted && validIn !== 0 && (validIn & ~kinds) === 0
}

/** Whether an entry asks the leaves in the order in which they stand: then it fails where the rule does. */
export function isInOrder(leaves: readonly Bound[]): boolean {
  return leaves.every((leaf, i) => i === 0 || cheapFirst(leaves[i - 1]!, leaf) <= 0)
}

/** Whether the questions fit an entry. */
export function isShort(leaves: readonly Bound[]): boolean {
  return leaves.reduce((words, { tokens }) => words + 2 + tokens.length, 2) <= MAX_ENTRY - MAX_BEFORE
}
