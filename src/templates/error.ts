import { SluiceError } from '../errors.ts'

/** Where something stands in a template; both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * A template is wrong (`template_invalid`, when it is compiled) or failed (`template_failed`, when it is rendered); the
 * message begins with the position.
 */
export class TemplateError extends SluiceError implements Position {
  readonly line: number
  readonly column: number
  /** Which of Jinja2's or Python's exceptions it is: `TemplateSyntaxError`, `UndefinedError`, `TypeError`, …; `BudgetError` where the budget is spent. */
  readonly kind: string
  /** The message without the position. */
  readonly problem: string

  constructor(
    code: 'template_invalid' | 'template_failed',
    kind: string,
    problem: string,
    { line, column }: Position,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(code, `line ${line}, column ${column}: ${problem}`, options)
    this.name = 'TemplateError'
    this.line = line
    this.column = column
    this.kind = kind
    this.problem = problem
  }
}

/** The line and column of an offset. */
export function positionOf(source: string, offset: number): Position {
  let line = 1
  let start = 0
  for (let at = source.indexOf('\n'); at >= 0 && at < offset; at = source.indexOf('\n', start)) {
    line++
    start = at + 1
  }
  return { line, column: Math.min(offset, source.length) - start + 1 }
}

/** Something wrong at an offset of a template that is being read. */
export class SyntaxProblem extends Error {
  readonly offset: number
  readonly kind: string
  readonly hint: string

  constructor(offset: number, message: string, hint = '', kind = 'TemplateSyntaxError') {
    super(message)
    this.name = 'SyntaxProblem'
    this.offset = offset
    this.kind = kind
    this.hint = hint
  }
}

/** @throws SyntaxProblem */
export function refuse(offset: number, message: string, hint = '', kind?: string): never {
  throw new SyntaxProblem(offset, message, hint, kind)
}
