/** A pattern's tree → instructions for the machine. */
import type { CharOptions, CharSet } from './chars.ts'
import { RegexError } from './error.ts'
import type { ParsedPattern } from './parse.ts'
import type { Node, Place } from './tree.ts'

/** One step. `next` of a step is the one behind it where it is not named. */
export type Instruction =
  | { readonly op: 'char'; readonly set: CharSet }
  /** Goes on at `first`, and at `second` if that fails. `number` counts these steps from 0. */
  | { readonly op: 'split'; first: number; second: number; readonly number: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'place'; readonly place: Place; readonly ascii: boolean }
  /** Runs the steps behind it up to their `match`, `behind` characters back, then goes on at `next`. */
  | { readonly op: 'look'; readonly negate: boolean; readonly behind: number; next: number }
  /** Runs the steps behind it up to their `match`, then goes on at `next` from where they ended. */
  | { readonly op: 'atomic'; next: number }
  | { readonly op: 'save'; readonly slot: number }
  /** Leaves a loop at `exit` if its body, begun at the place saved in `slot`, has matched nothing. */
  | { readonly op: 'progress'; readonly slot: number; exit: number }
  | { readonly op: 'again'; readonly slot: number; readonly options: CharOptions }
  | { readonly op: 'conditional'; readonly slot: number; no: number }
  | { readonly op: 'match' }

/** What the machine runs. */
export interface Program {
  readonly code: readonly Instruction[]
  /** Number of `split` steps. */
  readonly splits: number
  /** Places to remember: two per group, and one per loop; none where groups do not matter. */
  readonly slots: number
}

/** Most steps of a program: repeats with numbers are written out. */
const MAX_STEPS = 10_000

/** Compiles a parsed pattern. @throws RegexError where it becomes too large. */
export function compileProgram(parsed: ParsedPattern): Program {
  const compiler = new Compiler(parsed)
  compiler.compile(parsed.tree)
  compiler.match()
  return compiler
}

class Compiler implements Program {
  readonly code: Instruction[] = []
  splits = 0
  slots: number
  readonly #usesGroups: boolean

  constructor({ usesGroups, groupCount }: ParsedPattern) {
    this.#usesGroups = usesGroups
    this.slots = usesGroups ? 2 * groupCount : 0
  }

  match(): void {
    this.#add({ op: 'match' })
  }

  compile(node: Node): void {
    switch (node.kind) {
      case 'chars':
        this.#add({ op: 'char', set: node.set })
        return
      case 'place':
        this.#add({ op: 'place', place: node.place, ascii: node.ascii })
        return
      case 'sequence':
        for (const part of node.parts) this.compile(part)
        return
      case 'choice':
        this.#choice(node.branches)
        return
      case 'repeat':
        if (node.mode === 'possessive') this.#atomic({ ...node, mode: 'greedy' })
        else this.#repeat(node.part, node.min, node.max, node.mode === 'greedy')
        return
      case 'look':
        this.#look(node.part, node.negate, node.behind ?? 0)
        return
      case 'atomic':
        this.#atomic(node.part)
        return
      case 'group':
        this.#group(node.part, node.number)
        return
      case 'again':
        this.#add({ op: 'again', slot: 2 * (node.number - 1), options: node.options })
        return
      case 'conditional':
        this.#conditional(node.number, node.yes, node.no)
        return
    }
  }

  #choice(branches: readonly Node[]): void {
    const jumps: { to: number }[] = []
    branches.forEach((branch, index) => {
      if (index === branches.length - 1) {
        this.compile(branch)
        return
      }
      const split = this.#split()
      this.compile(branch)
      jumps.push(this.#add({ op: 'jump', to: 0 }))
      split.second = this.code.length
    })
    for (const jump of jumps) jump.to = this.code.length
  }

  #repeat(part: Node, min: number, max: number, greedy: boolean): void {
    for (let count = 0; count < min; count++) if (!this.#grows(part)) return
    if (max === Infinity) this.#loop(part, greedy)
    else this.#optional(part, max - min, greedy)
  }

  #loop(part: Node, greedy: boolean): void {
    const start = this.code.length
    const split = this.#split()
    const slot = this.#usesGroups ? this.slots++ : undefined
    if (slot !== undefined) this.#add({ op: 'save', slot })
    this.compile(part)
    const progress = slot === undefined ? undefined : this.#add({ op: 'progress', slot, exit: 0 })
    this.#add({ op: 'jump', to: start })
    const exit = this.code.length
    if (progress !== undefined) progress.exit = exit
    branch(split, start + 1, exit, greedy)
  }

  #optional(part: Node, times: number, greedy: boolean): void {
    const splits: Split[] = []
    for (let count = 0; count < times; count++) {
      splits.push(this.#split())
      if (!this.#grows(part)) break
    }
    const exit = this.code.length
    for (const split of splits) branch(split, split.first, exit, greedy)
  }

  /** Whether the part adds steps: one that does not need not be repeated. */
  #grows(part: Node): boolean {
    const before = this.code.length
    this.compile(part)
    return this.code.length > before
  }

  #look(part: Node, negate: boolean, behind: number): void {
    const look = this.#add({ op: 'look', negate, behind, next: 0 })
    this.compile(part)
    this.match()
    look.next = this.code.length
  }

  #atomic(part: Node): void {
    const atomic = this.#add({ op: 'atomic', next: 0 })
    this.compile(part)
    this.match()
    atomic.next = this.code.length
  }

  #group(part: Node, number: number): void {
    const slot = 2 * (number - 1)
    if (this.#usesGroups) this.#add({ op: 'save', slot })
    this.compile(part)
    if (this.#usesGroups) this.#add({ op: 'save', slot: slot + 1 })
  }

  #conditional(number: number, yes: Node, no: Node): void {
    const conditional = this.#add({ op: 'conditional', slot: 2 * (number - 1) + 1, no: 0 })
    this.compile(yes)
    const jump = this.#add({ op: 'jump', to: 0 })
    conditional.no = this.code.length
    this.compile(no)
    jump.to = this.code.length
  }

  #split(): Split {
    return this.#add({ op: 'split', first: this.code.length + 1, second: 0, number: this.splits++ })
  }

  #add<T extends Instruction>(instruction: T): T {
    if (this.code.length === MAX_STEPS) {
      throw new RegexError(`pattern needs more than ${MAX_STEPS} steps`, 0, 'repeat it fewer times')
    }
    const uniform = { ...SHAPE, ...instruction }
    this.code.push(uniform)
    return uniform
  }
}

// All steps have the same members in the same order: the machine then needs little more than half the time.
const SHAPE = {
  op: 'match',
  set: undefined,
  first: 0,
  second: 0,
  number: 0,
  to: 0,
  place: undefined,
  ascii: false,
  negate: false,
  behind: 0,
  next: 0,
  slot: 0,
  exit: 0,
  options: undefined,
  no: 0,
}

type Split = Extract<Instruction, { op: 'split' }>

function branch(split: Split, body: number, exit: number, greedy: boolean): void {
  split.first = greedy ? body : exit
  split.second = greedy ? exit : body
}
