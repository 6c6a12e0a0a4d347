/** Dotted paths into objects, compiled into a tree of names: what a scan is to note on its way. */

import { KeySet } from './key-set.ts'

/** Where one wanted name leads. */
export interface PathNode {
  readonly name: string
  /** UTF-8 of the name, as it stands between quotes where nothing is escaped. */
  readonly bytes: Buffer
  /** Number of the path that ends here, or -1. */
  slot: number
  readonly children: PathNode[]
  /** Slots of the paths that go on below: a duplicate of this member unsets them. */
  readonly below: number[]
  /** Of an object that is to be checked for repeated keys. */
  keys: KeySet | undefined
}

/** A compiled set of paths; the number of a path is its index in `names`. */
export interface Paths {
  readonly names: readonly string[]
  readonly root: PathNode
}

/**
 * Compiles dotted paths (`data.id`). Each part names a member of an object: lists are not entered. A name with a dot in
 * it cannot be reached. The object at `unique` is looked through for repeated keys.
 */
export function compilePaths(paths: readonly string[], unique?: string): Paths {
  const names = [...new Set(paths)]
  const root = node('')
  names.forEach((path, slot) => {
    let at = root
    for (const name of path.split('.')) {
      if (at !== root) at.below.push(slot)
      at = childOf(at, name)
    }
    at.slot = slot
  })
  if (unique !== undefined) childOf(root, unique).keys = new KeySet()
  return { names, root }
}

/** The child of that name, made if it is not there. */
function childOf(parent: PathNode, name: string): PathNode {
  const known = parent.children.find(child => child.name === name)
  if (known !== undefined) return known
  const child = node(name)
  parent.children.push(child)
  return child
}

function node(name: string): PathNode {
  return { name, bytes: Buffer.from(name), slot: -1, children: [], below: [], keys: undefined }
}
