/** A rule's conditions as the index takes them: leaves in source order, and which of them together make it true. */
import type { Condition } from '../parse.ts'
import { MAX_CONJUNCTS } from './limits.ts'

/** A condition that is no set. */
export type Leaf = Exclude<Condition, { kind: 'set' }>

/** Sets of leaves, leaves by their number. */
export type Tree = number | { readonly logic: 'and' | 'or'; readonly members: readonly Tree[] }

/** Leaves that make the conditions true if all of them are, unless one of those asked before them fails. */
export interface Conjunct {
  readonly leaves: readonly number[]
  readonly before: readonly number[]
}

/** What is to be asked, and in which cases. */
export interface Plan {
  readonly leaves: readonly Leaf[]
  readonly tree: Tree
  /** One of them is enough; undefined where there would be too many. */
  readonly conjuncts: readonly Conjunct[] | undefined
  /** Whether there is no `or`: then the conditions are true exactly where every leaf is, whatever fails. */
  readonly isFlat: boolean
}

/** Plans checked conditions. */
export function planOf(condition: Condition): Plan {
  const leaves: Leaf[] = []
  const tree = number(condition, leaves)
  return { leaves, tree, conjuncts: conjunctsOf(tree), isFlat: !hasOr(condition) }
}

function number(condition: Condition, leaves: Leaf[]): Tree {
  if (condition.kind === 'set') {
    const members = condition.members.map(member => number(member, leaves))
    return { logic: condition.logic, members }
  }
  leaves.push(condition)
  return leaves.length - 1
}

function hasOr(condition: Condition): boolean {
  if (condition.kind !== 'set') return false
  return condition.logic === 'or' || condition.members.some(hasOr)
}

function conjunctsOf(tree: Tree): readonly Conjunct[] | undefined {
  if (typeof tree === 'number') return [{ leaves: [tree], before: [] }]
  return tree.logic === 'and' ? allOf(tree.members) : oneOf(tree.members)
}

function allOf(members: readonly Tree[]): readonly Conjunct[] | undefined {
  if (members.every(member => typeof member === 'number')) return [{ leaves: members, before: [] }]
  let conjuncts: readonly Conjunct[] = [{ leaves: [], before: [] }]
  for (const member of members) {
    const more = conjunctsOf(member)
    if (more === undefined || conjuncts.length * more.length > MAX_CONJUNCTS) return undefined
    conjuncts = conjuncts.flatMap(left =>
      more.map(right => ({
        leaves: [...left.leaves, ...right.leaves],
        before: [...left.before, ...right.before],
      })),
    )
  }
  return conjuncts
}

function oneOf(members: readonly Tree[]): readonly Conjunct[] | undefined {
  const conjuncts: Conjunct[] = []
  const before: number[] = []
  for (const member of members) {
    const more = conjunctsOf(member)
    if (more === undefined || conjuncts.length + more.length > MAX_CONJUNCTS) return undefined
    for (const one of more) conjuncts.push({ leaves: one.leaves, before: [...before, ...one.before] })
    before.push(...leavesOf(member))
  }
  return conjuncts
}

function leavesOf(tree: Tree): readonly number[] {
  return typeof tree === 'number' ? [tree] : tree.members.flatMap(leavesOf)
}
