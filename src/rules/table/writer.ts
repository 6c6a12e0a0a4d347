/** What of a rule goes into the index, in words. */
import { type Access, settledBy } from './access.ts'
import type { Bound } from './bind.ts'
import type { Partition } from './partitions.ts'
import type { Conjunct, Tree } from './plan.ts'
import { classOf } from './pool.ts'
import { DECISIVE, DOUBTFUL, LENGTH_SHIFT, MAX_ENTRY, SURE } from './postings.ts'
import { AND, ARGUMENT_SHIFT, EQ, IN, OR, WIDE, WordBuffer } from './words.ts'

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
  entry(
    number: number,
    program: number,
    { conjuncts, leaves, isFlat, isListed }: Prepared,
    access: Access,
    i: number,
  ): void {
    const buffer = this.buffer
    buffer.clear()
    buffer.push(0)
    const conjunct = conjuncts[i]!
    const before = conjunct.before.map(leaf => leaves[leaf]!)
    const settled = settledBy(access, conjunct.leaves, leaves)
    const rest = conjunct.leaves.filter(leaf => !settled.includes(leaf)).map(leaf => leaves[leaf]!)
    const isSure = isListed && before.length <= MAX_BEFORE && before.every(isComparison) && isShort(rest)
    if (!isFlat) buffer.push(program)
    if (isFlat || isShort(rest)) {
      // The cheap ones first.
      for (const leaf of rest.sort((a, b) => a.operator - b.operator)) buffer.pushQuestion(leaf)
    }
    if (!isFlat && isSure) {
      const known = new Set(
        conjunct.leaves
          .map(leaf => leaves[leaf]!)
          .filter(isComparison)
          .map(leaf => leaf.path),
      )
      for (const path of new Set(before.map(leaf => leaf.path))) if (!known.has(path)) buffer.pushValid(path)
    }
    const meaning = isFlat ? DECISIVE : isSure ? SURE : DOUBTFUL
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

/** Whether the leaf fails exactly where its path leads nowhere. */
function isComparison({ operator, readsPath }: Bound): boolean {
  return readsPath && (operator === EQ || operator === IN)
}

/** Whether the questions fit an entry. */
export function isShort(leaves: readonly Bound[]): boolean {
  return leaves.reduce((words, { tokens }) => words + 2 + tokens.length, 2) <= MAX_ENTRY - MAX_BEFORE
}
