/**
 * Scopes, as Jinja2's compiler makes them: which variable a name means where. A variable is a slot of the function it
 * belongs to (the template, a macro, a block, a recursive loop); what is inside a loop or a `with` has variables of its own
 * that begin as copies of those outside.
 */
import { visitExpression, visitTarget } from './names.ts'
import type { Body, Expression, Statement, Target } from './types.ts'

/** What a variable is when its scope is entered. */
export type Load =
  | { readonly how: 'parameter' }
  | { readonly how: 'resolve'; readonly name: string }
  | { readonly how: 'alias'; readonly of: Variable }
  | { readonly how: 'undefined' }

/** A variable: a slot of a function. */
export interface Variable {
  readonly name: string
  readonly level: number
  readonly owner: FunctionSlots
  readonly slot: number
}

/** The slots of one function. Scopes side by side share them, as they are entered one after the other. */
export class FunctionSlots {
  readonly parent: FunctionSlots | undefined
  readonly #slots = new Map<string, Variable>()

  constructor(parent: FunctionSlots | undefined) {
    this.parent = parent
  }

  get count(): number {
    return this.#slots.size
  }

  variable(name: string, level: number): Variable {
    const key = `${level}:${name}`
    let known = this.#slots.get(key)
    if (known === undefined) {
      known = { name, level, owner: this, slot: this.#slots.size }
      this.#slots.set(key, known)
    }
    return known
  }

  /** How many functions outwards `owner` is. */
  distance(owner: FunctionSlots): number {
    let hops = 0
    for (let at: FunctionSlots | undefined = this; at !== undefined && at !== owner; at = at.parent) hops++
    return hops
  }
}

/** The names of one scope. */
export class Symbols {
  readonly level: number
  readonly parent: Symbols | undefined
  readonly slots: FunctionSlots
  refs = new Map<string, Variable>()
  loads = new Map<Variable, Load>()
  stores = new Set<string>()

  constructor(slots: FunctionSlots, parent?: Symbols) {
    this.slots = slots
    this.parent = parent
    this.level = parent === undefined ? 0 : parent.level + 1
  }

  /** The variable that a name means here. */
  ref(name: string): Variable {
    const found = this.#find(name)
    if (found !== undefined) return found
    this.load(name)
    return this.refs.get(name)!
  }

  declareParameter(name: string): Variable {
    this.stores.add(name)
    return this.#define(name, { how: 'parameter' })
  }

  load(name: string): void {
    if (this.#find(name) === undefined) this.#define(name, { how: 'resolve', name })
  }

  store(name: string): void {
    this.stores.add(name)
    if (this.refs.has(name)) return
    const outer = this.parent?.find(name)
    this.#define(name, outer === undefined ? { how: 'undefined' } : { how: 'alias', of: outer })
  }

  find(name: string): Variable | undefined {
    return this.#find(name)
  }

  /** Names that are assigned to, here or around, and what they mean here. */
  stored(): Map<string, Variable> {
    const all = new Map<string, Variable>()
    for (let at: Symbols | undefined = this; at !== undefined; at = at.parent) {
      for (const name of at.stores) if (!all.has(name)) all.set(name, this.ref(name))
    }
    return all
  }

  read(node: Expression | undefined): void {
    visitExpression(node, name => this.load(name))
  }

  assign(target: Target): void {
    visitTarget(target, (name, isRead) => (isRead ? this.load(name) : this.store(name)))
  }

  declareTarget(target: Target): void {
    visitTarget(target, name => this.declareParameter(name))
  }

  analyze(body: Body): void {
    for (const statement of body) this.#statement(statement)
  }

  /** What is in this scope itself: bodies that have one of their own are not looked into. */
  #statement(node: Statement): void {
    switch (node.kind) {
      case 'print':
        this.read(node.value)
        break
      case 'include':
        this.read(node.template)
        break
      case 'if':
        this.#if(node.branches, node.otherwise)
        break
      case 'for':
        this.read(node.iterable)
        break
      case 'set':
        this.read(node.value)
        this.assign(node.target)
        break
      case 'setBlock':
        this.assign(node.target)
        break
      case 'filterBlock':
        this.read(node.filter)
        break
      case 'with':
        for (const { value } of node.bindings) this.read(value)
        break
      case 'macro':
        this.store(node.macro.name)
        break
      case 'callBlock':
        this.read(node.call)
    }
  }

  #if(branches: readonly { readonly test: Expression; readonly body: Body }[], otherwise: Body): void {
    const [first, ...others] = branches
    if (first === undefined) return
    this.read(first.test)
    const body = this.#copy()
    body.analyze(first.body)
    const elifs = this.#copy()
    for (const branch of others) elifs.#if([branch], [])
    const rest = this.#copy()
    rest.analyze(otherwise)
    this.#merge([body, elifs, rest])
  }

  #copy(): Symbols {
    const copy = new Symbols(this.slots, this.parent)
    copy.refs = new Map(this.refs)
    copy.loads = new Map(this.loads)
    copy.stores = new Set(this.stores)
    return copy
  }

  /** After branches: what only some of them assign to is, in the others, what it was outside. */
  #merge(branches: readonly Symbols[]): void {
    const assigned = new Set<string>()
    for (const branch of branches) {
      for (const name of branch.stores) if (!this.stores.has(name)) assigned.add(name)
    }
    for (const branch of branches) {
      for (const [name, variable] of branch.refs) this.refs.set(name, variable)
      for (const [variable, load] of branch.loads) this.loads.set(variable, load)
      for (const name of branch.stores) this.stores.add(name)
    }
    for (const name of assigned) {
      const outer = this.parent?.find(name)
      this.loads.set(
        this.refs.get(name)!,
        outer === undefined ? { how: 'resolve', name } : { how: 'alias', of: outer },
      )
    }
  }

  #find(name: string): Variable | undefined {
    return this.refs.get(name) ?? this.parent?.find(name)
  }

  #define(name: string, load: Load): Variable {
    const variable = this.slots.variable(name, this.level)
    this.refs.set(name, variable)
    this.loads.set(variable, load)
    return variable
  }
}
