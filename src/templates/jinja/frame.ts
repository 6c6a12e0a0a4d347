import type { TemplateWarning } from '../template.ts'
import type { Evaluate } from './compile-expressions.ts'
import type { Output, Scope } from './scope.ts'
import { FunctionSlots, Symbols } from './symbols.ts'
import type { BlockNode, Environment } from './types.ts'

/** Does what a part of a template says. @throws PythonError */
export type Execute = (scope: Scope, out: Output) => void

/** What is known of the whole template while it is compiled. */
export interface Compilation {
  readonly environment: Environment
  readonly blocks: Map<string, BlockNode>
  readonly warnings: (Omit<TemplateWarning, 'line' | 'column'> & { readonly offset: number })[]
}

/** Where the compiler is: in which scope, of which function, under which conditions. */
export class Frame {
  readonly compilation: Compilation
  readonly symbols: Symbols
  /** Whether this is the top of the template: what is assigned here, blocks see. */
  readonly top: boolean
  /** Within an `if`: a filter that does not exist is an error only where it is reached. */
  readonly isSoft: boolean
  /** Whether what is printed here is escaped; undefined where only the render tells. */
  readonly escapes: boolean | undefined

  private constructor(
    compilation: Compilation,
    symbols: Symbols,
    {
      top = false,
      isSoft = false,
      escapes,
    }: { top?: boolean; isSoft?: boolean; escapes: boolean | undefined },
  ) {
    this.compilation = compilation
    this.symbols = symbols
    this.top = top
    this.isSoft = isSoft
    this.escapes = escapes
  }

  /** Of a template or a block. */
  static root(compilation: Compilation, top: boolean): Frame {
    return new Frame(compilation, new Symbols(new FunctionSlots(undefined)), { top, escapes: false })
  }

  get slots(): FunctionSlots {
    return this.symbols.slots
  }

  /** A scope within this one. */
  inner(): Frame {
    return this.#within(this.slots, this.symbols, this.escapes)
  }

  /** A scope within this one that escapes what is printed, or does not. */
  escaping(escapes: boolean | undefined): Frame {
    return this.#within(this.slots, this.symbols, escapes)
  }

  /** A scope within this one that is a function of its own. */
  inFunction(): Frame {
    return this.#within(new FunctionSlots(this.slots), this.symbols, this.escapes)
  }

  /** Another scope of the same function, within the same outer scope. */
  beside(): Frame {
    return this.#within(this.slots, this.symbols.parent, this.escapes)
  }

  /** The same scope, under a condition. */
  soft(): Frame {
    const { compilation, symbols, top, escapes } = this
    return this.isSoft ? this : new Frame(compilation, symbols, { top, isSoft: true, escapes })
  }

  /** Sets the variables of the scope to what they are when it is entered. */
  enter(): (scope: Scope) => void {
    const steps: ((scope: Scope) => void)[] = []
    for (const [variable, load] of this.symbols.loads) {
      const { slot } = variable
      if (load.how === 'resolve') {
        const { name } = load
        steps.push(scope => {
          scope.slots[slot] = scope.run.resolve(name)
        })
      } else if (load.how === 'alias') {
        const hops = this.slots.distance(load.of.owner)
        const from = load.of.slot
        steps.push(scope => {
          let at = scope
          for (let i = 0; i < hops; i++) at = at.parent!
          scope.slots[slot] = at.slots[from]
        })
      } else if (load.how === 'undefined') {
        steps.push(scope => {
          scope.slots[slot] = undefined
        })
      }
    }
    return inTurn(steps)
  }

  /** Empties the variables of the scope. */
  leave(): (scope: Scope) => void {
    const slots = [...this.symbols.loads.keys()].map(({ slot }) => slot)
    return scope => {
      for (const slot of slots) scope.slots[slot] = undefined
    }
  }

  #within(slots: FunctionSlots, outer: Symbols | undefined, escapes: boolean | undefined): Frame {
    return new Frame(this.compilation, new Symbols(slots, outer), { escapes })
  }
}

/** What an assignment does with a value. */
export type Assign = (scope: Scope, value: ReturnType<Evaluate>) => void

function inTurn(steps: readonly ((scope: Scope) => void)[]): (scope: Scope) => void {
  const [only] = steps
  if (only === undefined) return () => {}
  if (steps.length === 1) return only
  return scope => {
    for (let i = 0; i < steps.length; i++) steps[i]!(scope)
  }
}
