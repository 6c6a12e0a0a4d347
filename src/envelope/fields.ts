/** Field mapping: members of a message renamed, dropped and added by dotted path. Values that are kept keep their bytes. */
import { SluiceError } from '../errors.ts'
import { compilePaths, scan, stringify } from '../json/index.ts'
import type { Json } from '../types.ts'

/** What becomes of one path: a new path, nothing (`null`: dropped), or a value of our own in its place. */
export type FieldChange = string | null | { readonly value: Json }

/** By dotted path into the message, in the order of the configuration. Lists are not entered. */
export type FieldChanges = { readonly [path: string]: FieldChange }

type Path = readonly string[]
/** An object that was opened. A Map keeps the order of the members. */
class ObjectNode {
  readonly members = new Map<string, Node>()
}
/** Bytes as they came in, or an object that was opened. */
type Node = Buffer | ObjectNode

const NO_PATHS = compilePaths([])
const BRACE = 0x7b

/**
 * Makes a function that changes a message. All paths speak of the message as it came in: first everything named is taken
 * out, then it is put where it goes, over what stands there. Paths that are absent change nothing.
 * The function throws SluiceError `template_failed` where a value would have to go into something that is no object.
 */
export function fieldMapping(changes: FieldChanges): (message: Buffer) => Buffer {
  const moves = Object.entries(changes).map(([path, change]) => ({ from: path.split('.'), change }))
  return message => {
    const root = open(message)
    const puts: { path: Path; node: Node }[] = []
    for (const { from, change } of moves) {
      const taken = take(root, from)
      if (typeof change === 'string') {
        if (taken !== undefined) puts.push({ path: change.split('.'), node: taken })
      } else if (change !== null) puts.push({ path: from, node: Buffer.from(stringify(change.value)) })
    }
    for (const { path, node } of puts) put(root, path, node)
    const parts: Buffer[] = []
    write(root, parts)
    return Buffer.concat(parts)
  }
}

/** The members of an object's bytes; of duplicates the last. */
function open(bytes: Buffer): ObjectNode {
  const object = new ObjectNode()
  for (const { name, span } of scan(bytes, NO_PATHS).members()) {
    object.members.delete(name)
    object.members.set(name, bytes.subarray(span.start, span.end))
  }
  return object
}

function take(root: ObjectNode, path: Path): Node | undefined {
  const parent = at(root, path.slice(0, -1), false)
  const name = path[path.length - 1]!
  const node = parent?.members.get(name)
  parent?.members.delete(name)
  return node
}

function put(root: ObjectNode, path: Path, node: Node): void {
  at(root, path.slice(0, -1), true)!.members.set(path[path.length - 1]!, node)
}

/** The object at a path; undefined where there is none and none is to be made. */
function at(root: ObjectNode, path: Path, make: boolean): ObjectNode | undefined {
  let object = root
  for (const name of path) {
    const node = object.members.get(name)
    let child: ObjectNode
    if (node === undefined) {
      if (!make) return undefined
      child = new ObjectNode()
    } else if (node instanceof ObjectNode) child = node
    else if (node[0] === BRACE) child = open(node)
    else if (!make) return undefined
    else throw new SluiceError('template_failed', `fields: ${path.join('.')}: "${name}" is no object`)
    object.members.set(name, child)
    object = child
  }
  return object
}

function write(node: Node, parts: Buffer[]): void {
  if (!(node instanceof ObjectNode)) {
    parts.push(node)
    return
  }
  let before = '{'
  for (const [name, child] of node.members) {
    parts.push(Buffer.from(`${before}${JSON.stringify(name)}:`))
    write(child, parts)
    before = ','
  }
  parts.push(Buffer.from(before === '{' ? '{}' : '}'))
}
