/** A whole template to a closure. */
import { nested } from '../budget.ts'
import { refuse } from '../error.ts'
import { raise } from '../python/exceptions.ts'
import { Undefined } from '../python/undefined.ts'
import { Callable, PyObject, type Value } from '../python/values.ts'
import { compileBody } from './compile-statements.ts'
import { type Compilation, Frame } from './frame.ts'
import { undeclared } from './names.ts'
import { captured, Output, type Render, type Run, Scope } from './scope.ts'
import type { BlockNode, Body, Environment } from './types.ts'

/** What comes of compiling. */
export interface Compiled {
  readonly render: Render
  readonly blocks: ReadonlyMap<string, Render>
  readonly warnings: Compilation['warnings']
}

/** @throws SyntaxProblem */
export function compile(body: Body, environment: Environment): Compiled {
  const compilation: Compilation = { environment, blocks: new Map(), warnings: [] }
  collectBlocks(body, compilation.blocks)
  const render = compileFunction(body, Frame.root(compilation, true), {
    self: run => new TemplateReference(run),
  })
  const blocks = new Map<string, Render>()
  for (const [name, block] of compilation.blocks) {
    const specials: Specials = {
      self: run => new TemplateReference(run),
      super: () => new Undefined(() => `there is no parent block called '${name}'.`),
    }
    blocks.set(name, compileFunction(block.body, Frame.root(compilation, false), specials))
  }
  return { render, blocks, warnings: compilation.warnings }
}

/** Names that mean something of their own, where they are read before they are assigned to. */
interface Specials {
  readonly [name: string]: (run: Run) => Value
}

function compileFunction(body: Body, frame: Frame, specials: Specials): Render {
  const used = [...undeclared(body, ...Object.keys(specials))].map(name => ({
    slot: frame.symbols.declareParameter(name).slot,
    make: specials[name]!,
  }))
  frame.symbols.analyze(body)
  const execute = compileBody(body, frame)
  const enter = frame.enter()
  const { slots } = frame
  return (run, out) => {
    const scope = new Scope(run, slots.count, undefined)
    for (const { slot, make } of used) scope.slots[slot] = make(run)
    enter(scope)
    execute(scope, out)
  }
}

function collectBlocks(body: Body, blocks: Map<string, BlockNode>): void {
  for (const node of body) {
    if (node.kind === 'block') {
      if (blocks.has(node.name))
        refuse(node.at, `block '${node.name}' defined twice`, '', 'TemplateAssertionError')
      blocks.set(node.name, node)
    }
    if (node.kind === 'if') for (const branch of node.branches) collectBlocks(branch.body, blocks)
    if ('otherwise' in node) collectBlocks(node.otherwise, blocks)
    if ('body' in node) collectBlocks(node.body, blocks)
    if ('macro' in node) collectBlocks(node.macro.body, blocks)
  }
}

/** `self`: the template's blocks by name. */
class TemplateReference extends PyObject {
  override readonly type = 'TemplateReference'
  readonly #run: Run

  constructor(run: Run) {
    super()
    this.#run = run
  }

  override item(key: Value): Value {
    const render = typeof key === 'string' ? this.#run.blocks.get(key) : undefined
    return render === undefined ? raise('KeyError', String(key)) : new BlockReference(this.#run, render)
  }

  override attribute(name: string): Value | undefined {
    const render = this.#run.blocks.get(name)
    return render === undefined ? undefined : new BlockReference(this.#run, render)
  }

  override repr(): string {
    return '<TemplateReference None>'
  }
}

/** A block that can be called for its text. */
class BlockReference extends Callable {
  override readonly type = 'BlockReference'
  readonly #run: Run
  readonly #render: Render

  constructor(run: Run, render: Render) {
    super()
    this.#run = run
    this.#render = render
  }

  override call(): Value {
    return nested(() => {
      const out = new Output()
      this.#render(this.#run, out)
      return captured(out.text)
    })
  }
}
