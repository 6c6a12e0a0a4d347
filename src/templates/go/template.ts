import { messageOf } from '../../errors.ts'
import { BUDGET_ERROR, LIMITS, type Limits, UNLIMITED, withBudget } from '../budget.ts'
import { contextOf, type TemplateContext } from '../context.ts'
import { positionOf, SyntaxProblem, TemplateError } from '../error.ts'
import { Dict } from '../python/dict.ts'
import { PythonError } from '../python/exceptions.ts'
import { str } from '../python/repr.ts'
import { Float, List, type Value } from '../python/values.ts'
import type { Escape, Template } from '../template.ts'
import { Execution } from './execution.ts'
import { parseGoTemplate } from './parser.ts'
import { GoTime } from './time.ts'
import type { GoMap, GoTemplates, GoValue } from './types.ts'

export interface GoTemplateOptions {
  /** Names of the context whose text is a moment (RFC 3339) with Go's methods; `Timestamp` where nothing is given. */
  readonly times?: readonly string[]
  readonly limits?: Limits
  readonly escape?: Escape
}

const MAX_SOURCE = 1024 * 1024

/** Compiles a template of Go's text/template. @throws TemplateError with the code `template_invalid` */
export function compileGoTemplate(source: string, options: GoTemplateOptions = {}): Template {
  const { times = ['Timestamp'], limits = LIMITS, escape: escaped } = options
  const templates = parsed(source)
  return {
    warnings: [],
    render: context =>
      withBudget(limits, () => render(source, new Execution(templates, escaped), times, context)),
  }
}

function parsed(source: string): GoTemplates {
  try {
    if (source.length > MAX_SOURCE) throw new SyntaxProblem(0, `more than ${MAX_SOURCE} characters`)
    return parseGoTemplate(source)
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error
    const { kind, message, offset, hint } = error
    throw new TemplateError('template_invalid', kind, message, positionOf(source, offset), { hint })
  }
}

function render(
  source: string,
  execution: Execution,
  times: readonly string[],
  context: TemplateContext,
): string {
  try {
    execution.run(
      '',
      withBudget(UNLIMITED, () => contextMap(contextOf(context), times)),
    )
    return execution.text
  } catch (error) {
    const kind =
      error instanceof PythonError ? error.kind : error instanceof RangeError ? BUDGET_ERROR : 'ExecError'
    throw new TemplateError('template_failed', kind, messageOf(error), positionOf(source, execution.offset), {
      cause: error,
    })
  }
}

function contextMap(context: Dict, times: readonly string[]): GoMap {
  const map = mapOf(context)
  for (const name of times) {
    const text = map.get(name)
    const time = typeof text === 'string' ? GoTime.parse(text) : undefined
    if (time !== undefined) map.set(name, time)
  }
  return map
}

function mapOf(dict: Dict): Map<string, GoValue> {
  return new Map(dict.entries().map(([key, value]) => [str(key), goValue(value)] as const))
}

function goValue(value: Value): GoValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint')
    return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (value instanceof Float) return value.value
  if (value instanceof List) return value.items.map(goValue)
  return value instanceof Dict ? mapOf(value) : str(value)
}
