import type { Json } from '../../types.ts'
import { mandatoryText } from '../regex/literals.ts'
import { Constants } from './constants.ts'
import { MAX_PATHS } from './limits.ts'
import type { Leaf } from './plan.ts'
import { type Predicate, Predicates } from './predicates.ts'
import { amongAt, containsAt, parsedAt, regexAt, type ValueLeaf, written } from './questions.ts'
import { ANY_KIND, GONE, LIST, MISSING, NUMERIC, OBJECT, STRING } from './reading.ts'
import { Registry } from './registry.ts'
import { scalarOf } from './scalars.ts'
import { LEAST } from './trigrams.ts'
import { domain, enlarged, type Values } from './values.ts'
import { EQ, GT, GTE, IN, LT, LTE, MAX_LISTED, PREDICATE, type Question } from './words.ts'

/** A leaf with numbers for what it names. */
export interface Bound extends Question {
  /** Whether it reads `path`; otherwise it is asked about the event as it was parsed, and the path means nothing. */
  readonly readsPath: boolean
  /** What an event's value or member must be one of for the leaf to be true; empty where that cannot be told so. */
  readonly tokens: readonly number[]
  /** Whether the tokens are those of members, and those also keys of objects. */
  readonly ofMembers: boolean
  readonly ofKeys: boolean
  /** A text that must stand in a text at the path; undefined where none can be told. Asked beside the members' tokens. */
  readonly needle: Buffer | undefined
  /** The kinds of what stands at the path, a bit for each, of which the leaf can be answered; 0 where they do not tell. */
  readonly validIn: number
  /** The number that `gt` and the like compare with. */
  readonly constant: number | undefined
}

const ORDERS: { readonly [op: string]: number } = { gt: GT, gte: GTE, lt: LT, lte: LTE }

/** How many leaves look up what at a path: what a scan need not do, it leaves. */
export class PathUses {
  values = new Int32Array(64)
  members = new Int32Array(64)
  /** Members that may also be keys of an object. */
  keys = new Int32Array(64)

  /** Makes room for a path. */
  reach(path: number): void {
    while (path >= this.values.length) {
      this.values = enlarged(this.values)
      this.members = enlarged(this.members)
      this.keys = enlarged(this.keys)
    }
  }
}

/** Gives the values, paths, numbers and questions that rules name their numbers, as long as a rule names them. */
export class Binder {
  readonly paths = new Registry(MAX_PATHS, 'different paths')
  readonly uses = new PathUses()
  readonly constants = new Constants()
  readonly predicates = new Predicates()
  readonly values: Values
  /** By token: leaves that ask for it, and those that ask for anything else. Most rules ask what some others ask. */
  readonly #equalities: readonly [Map<number, Bound>, Map<number, Bound>] = [new Map(), new Map()]

  constructor(values: Values) {
    this.values = values
  }

  /** Takes numbers for what the leaf names. @throws SluiceError beyond a limit */
  bind(leaf: Leaf): Bound {
    if (leaf.kind === 'snapshots' || isSnapshotPath(leaf.attr) || leaf.attr.length > LONGEST_PATH)
      return this.#opaque(leaf)
    const { op, value, negate } = leaf
    switch (op) {
      case 'eq':
        return this.#equal(leaf)
      case 'in':
        return this.#among(leaf, value as readonly Json[])
      case 'contains':
        return this.#contains(leaf)
      case 'regex': {
        const path = this.#pathOf(leaf)
        const needle = needleOf(mandatoryText(String(value)))
        const known = { path, needle, member: 0 }
        const name = `regex ${path} ${value}`
        const argument = this.predicates.acquire(name, () => regexAt(path, leaf), known)
        return {
          ...BARE,
          operator: PREDICATE,
          negate,
          path,
          argument,
          needle,
        }
      }
      default:
        return this.#ordered(leaf)
    }
  }

  /** Forgets what it has kept to bind many rules quickly. */
  settle(): void {
    for (const known of this.#equalities) known.clear()
  }

  /** Binds a question of the caller's own, which is asked as it is. */
  bindPredicate(name: string, ask: Predicate): Bound {
    const argument = this.predicates.acquire(name, () => ask)
    return { ...BARE, readsPath: false, operator: PREDICATE, negate: false, path: 0, argument }
  }

  /** Gives back what a leaf was bound to. */
  release(bound: Bound): void {
    const { operator, path, argument, tokens, readsPath } = bound
    for (const token of tokens) {
      if (this.values.release(token)) for (const known of this.#equalities) known.delete(token)
    }
    if (operator === PREDICATE) this.predicates.release(argument)
    else if (operator >= GT && operator <= LTE) this.constants.release(argument)
    if (!readsPath) return
    this.#count(bound, -1)
    this.paths.release(path)
  }

  #equal(leaf: ValueLeaf): Bound {
    const scalar = scalarOf(leaf.value)
    if (scalar === undefined) return this.#opaque(leaf)
    const { negate } = leaf
    const path = this.#pathOf(leaf)
    const token = this.values.acquire(domain(path, false, scalar.type), scalar.bytes)
    const known = negate ? this.#equalities[1] : this.#equalities[0]
    let bound = known.get(token)
    if (bound === undefined) {
      if (known.size === MAX_EQUALITIES) known.clear()
      bound = { ...BARE, operator: EQ, negate, path, argument: token, tokens: [token], validIn: COMPARED }
      known.set(token, bound)
    }
    this.#count(bound, 1)
    return bound
  }

  #among(leaf: ValueLeaf, wanted: readonly Json[]): Bound {
    const scalars = wanted.map(scalarOf)
    if (scalars.includes(undefined)) return this.#opaque(leaf)
    const path = this.#pathOf(leaf)
    const all = wanted.map(value => {
      const { type, bytes } = scalarOf(value)!
      return this.values.acquire(domain(path, false, type), bytes)
    })
    const tokens = [...new Set(all)]
    // A value that stands twice was named twice.
    for (const token of tokens)
      for (let n = all.filter(t => t === token).length; n > 1; n--) this.values.release(token)
    const common = { ...BARE, negate: leaf.negate, path, tokens, validIn: COMPARED }
    this.#count(common, 1)
    if (tokens.length <= MAX_LISTED) return { ...common, operator: IN, argument: tokens.length }
    const name = `in ${path} ${tokens.toSorted((a, b) => a - b).join()}`
    const argument = this.predicates.acquire(name, () => amongAt(path, tokens))
    return { ...common, operator: PREDICATE, argument }
  }

  #contains(leaf: ValueLeaf): Bound {
    const { value, negate } = leaf
    const scalar = scalarOf(value)
    if (scalar === undefined) return this.#opaque(leaf)
    const path = this.#pathOf(leaf)
    const token = this.values.acquire(domain(path, true, scalar.type), scalar.bytes)
    const isText = typeof value === 'string'
    const common = { ...BARE, negate, path, tokens: [token], ofMembers: true, ofKeys: isText }
    this.#count(common, 1)
    const needle = isText ? needleOf(value) : undefined
    const known = { path, needle, member: token }
    const argument = this.predicates.acquire(`contains ${token}`, () => containsAt(path, leaf, token), known)
    return { ...common, operator: PREDICATE, argument, needle, validIn: isText ? SEARCHED : LISTED }
  }

  #ordered(leaf: ValueLeaf): Bound {
    const constant = Number(leaf.value)
    // Beyond, a double does not hold every integer: such are compared as they were parsed.
    if (Math.abs(constant) > Number.MAX_SAFE_INTEGER) return this.#opaque(leaf)
    const path = this.#pathOf(leaf)
    const argument = this.constants.acquire(constant)
    const operator = ORDERS[leaf.op]!
    return { ...BARE, operator, negate: leaf.negate, path, argument, constant, validIn: ORDERED }
  }

  #pathOf({ attr }: ValueLeaf): number {
    const path = this.paths.acquire(attr)
    this.uses.reach(path)
    return path
  }

  /** A leaf that is asked about parsed values. Its name says all that it asks. */
  #opaque(leaf: Leaf): Bound {
    const name = `${leaf.kind} ${JSON.stringify([leaf.attr, leaf.op, leaf.negate])} ${leaf.kind === 'value' ? written(leaf.value) : ''}`
    return this.bindPredicate(name, parsedAt(leaf))
  }

  #count({ path, tokens, ofMembers, ofKeys }: Counted, step: number): void {
    if (tokens.length === 0) return
    if (ofMembers) this.uses.members[path]! += step
    else this.uses.values[path]! += step
    if (ofKeys) this.uses.keys[path]! += step
  }
}

/** Longer ones in characters are looked up in the parsed event: a tree of keys is walked as deep as its paths go. */
const LONGEST_PATH = 512

/** Most leaves kept to be used again: values named often come again soon. */
const MAX_EQUALITIES = 4_096

// Kinds of which `eq` and `in` can be answered, `gt` and the like, and `contains` of a text and of anything else.
const COMPARED = ANY_KIND & ~(1 << MISSING)
const ORDERED = (1 << GONE) | (1 << NUMERIC)
const LISTED = (1 << GONE) | (1 << LIST) | (1 << OBJECT)
const SEARCHED = LISTED | (1 << STRING)

type Counted = Pick<Bound, 'path' | 'tokens' | 'ofMembers' | 'ofKeys'>

const BARE = {
  readsPath: true,
  tokens: [],
  ofMembers: false,
  ofKeys: false,
  needle: undefined,
  validIn: 0,
  constant: undefined,
} as const

function isSnapshotPath(attr: string): boolean {
  return attr === 'snapshots' || attr.startsWith('snapshots.')
}

/** A text's bytes, where it has a trigram. */
function needleOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text)
  return text.isWellFormed() && bytes.length >= LEAST ? bytes : undefined
}
