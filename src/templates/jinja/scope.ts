/** What a template has while it is rendered: its output, its variables, the context and the blocks. */
import { grow } from '../budget.ts'
import type { Dict } from '../python/dict.ts'
import { Markup, type Value } from '../python/values.ts'
import type { Escape } from '../template.ts'
import type { Environment } from './types.ts'

/** Text as it is made. */
export class Output {
  text = ''
  /** What every value passes that is filled in. Text that is made to be filled in later has none: it passes as a whole then. */
  readonly escape: Escape | undefined

  constructor(escaped?: Escape) {
    this.escape = escaped
  }

  /** The template's own text. */
  write(text: string): void {
    grow(text.length)
    this.text += text
  }

  /** A value's text. */
  fill(text: string): void {
    this.write(this.escape === undefined ? text : this.escape(text))
  }
}

/** One render. */
export class Run {
  readonly environment: Environment
  readonly context: Dict
  /** What was assigned at the top of the template; blocks see it. */
  readonly vars: Map<string, Value>
  readonly blocks: ReadonlyMap<string, Render>
  /** Offset of what is being worked out; errors are told with it. */
  at: { offset: number }

  constructor(environment: Environment, context: Dict, blocks: ReadonlyMap<string, Render>, outer?: Run) {
    this.environment = environment
    this.context = context
    this.blocks = blocks
    this.vars = new Map(outer?.vars)
    this.at = outer?.at ?? { offset: 0 }
  }

  /** What a name means that nothing in the template was assigned to; undefined where there is nothing. */
  resolve(name: string): Value | undefined {
    const assigned = this.vars.get(name)
    if (assigned !== undefined) return assigned
    const given = this.context.get(name)
    return given === undefined ? this.environment.globals.get(name) : given
  }
}

/** Renders into an output of its own. */
export type Render = (run: Run, out: Output) => void

/** The variables of one call of a function. */
export class Scope {
  readonly run: Run
  readonly parent: Scope | undefined
  readonly slots: (Value | undefined)[]

  constructor(run: Run, count: number, parent: Scope | undefined) {
    this.run = run
    this.parent = parent
    this.slots = new Array<Value | undefined>(count).fill(undefined)
  }
}

/** Settings that templates change while they are rendered. Shared: a render is synchronous. */
export const settings = { autoescape: false }

/** Text that was made, as the value that stands for it; `escapes` where that is known before the render. */
export function captured(text: string, escapes: boolean = settings.autoescape): Value {
  return escapes ? new Markup(text) : text
}
