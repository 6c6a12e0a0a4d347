import { messageOf } from '../errors.ts'
import { JsonError } from '../json/index.ts'
import { BUDGET_ERROR, LIMITS, type Limits, UNLIMITED, withBudget } from './budget.ts'
import { contextOf, type TemplateContext } from './context.ts'
import { environmentFilter, headerFilters, type TemplateEnvironment } from './environment-filter.ts'
import { positionOf, SyntaxProblem, TemplateError } from './error.ts'
import { type Compiled, compile } from './jinja/compile.ts'
import { builtInFilters } from './jinja/filters/built-in.ts'
import { globals } from './jinja/globals.ts'
import { normalize } from './jinja/lexer.ts'
import { parseTemplate } from './jinja/parser.ts'
import { Output, Run, settings } from './jinja/scope.ts'
import { builtInTests } from './jinja/tests.ts'
import type { Environment } from './jinja/types.ts'
import type { Natives } from './python/arguments.ts'
import { PythonError } from './python/exceptions.ts'

/** Something doubtful in a template that compiles all the same. */
export interface TemplateWarning {
  readonly line: number
  readonly column: number
  readonly message: string
  readonly hint: string
}

/** A compiled template. */
export interface Template {
  readonly warnings: readonly TemplateWarning[]
  /** The text that comes of the context. @throws TemplateError with the code `template_failed` */
  render(context: TemplateContext): string
}

export interface TemplateOptions {
  /** `headers` adds the filter `header_safe`. */
  readonly mode: 'text' | 'headers'
  readonly env?: TemplateEnvironment
  readonly limits?: Limits
  readonly escape?: Escape
}

/** What every value passes that is filled in; not the text around it. */
export type Escape = (value: string) => string

/** Larger templates are refused. */
const MAX_SOURCE = 1024 * 1024

/** Compiles a template of Jinja2. @throws TemplateError with the code `template_invalid` */
export function compileTemplate(source: string, options: TemplateOptions = { mode: 'text' }): Template {
  const normalized = normalize(source)
  const environment = environmentOf(options)
  const { limits = LIMITS, escape: escaped } = options
  const compiled = compileSource(normalized, environment)
  return {
    warnings: compiled.warnings.map(({ offset, message, hint }) => ({
      ...positionOf(normalized, offset),
      message,
      hint,
    })),
    render: context => withBudget(limits, () => render(normalized, compiled, environment, context, escaped)),
  }
}

function compileSource(source: string, environment: Environment): Compiled {
  try {
    if (source.length > MAX_SOURCE) throw new SyntaxProblem(0, `more than ${MAX_SOURCE} characters`)
    return compile(parseTemplate(source), environment)
  } catch (error) {
    if (error instanceof SyntaxProblem) {
      const { kind, message, offset, hint } = error
      throw new TemplateError('template_invalid', kind, message, positionOf(source, offset), { hint })
    }
    if (error instanceof RangeError)
      throw new TemplateError('template_invalid', BUDGET_ERROR, 'nested too deeply', positionOf(source, 0), {
        cause: error,
      })
    throw error
  }
}

function environmentOf({ mode, env }: TemplateOptions): Environment {
  const environment: { filters: Natives; tests: Natives; globals: Environment['globals'] } = {
    filters: new Map(),
    tests: new Map(),
    globals,
  }
  const filters = () => environment.filters
  const tests = () => environment.tests
  environment.tests = builtInTests(filters, tests)
  environment.filters = new Map([
    ...builtInFilters(filters, tests),
    ...environmentFilter(env ?? { allow: [], values: {} }),
    ...(mode === 'headers' ? headerFilters : []),
  ])
  return environment
}

function render(
  source: string,
  { render: root, blocks }: Compiled,
  environment: Environment,
  context: TemplateContext,
  escaped: Escape | undefined,
): string {
  let run: Run | undefined
  const out = new Output(escaped)
  settings.autoescape = false
  try {
    run = new Run(
      environment,
      withBudget(UNLIMITED, () => contextOf(context)),
      blocks,
    )
    root(run, out)
    return out.text
  } catch (error) {
    const position = positionOf(source, run?.at.offset ?? 0)
    const [kind, problem] = reasonOf(error)
    throw new TemplateError('template_failed', kind, problem, position, { cause: error })
  }
}

function reasonOf(error: unknown): [string, string] {
  if (error instanceof PythonError) return [error.kind, error.message]
  if (error instanceof JsonError) return ['JSONDecodeError', `the context is no JSON: ${error.message}`]
  // The engine's own limits of JavaScript: the stack, the length of a text.
  if (error instanceof RangeError) return [BUDGET_ERROR, `more than a render may take: ${error.message}`]
  return [error instanceof Error ? error.name : 'Error', messageOf(error)]
}
