/** What Python would have raised. Caught within the engine where Python code catches it; else it ends the render. */
export class PythonError extends Error {
  /** Name of the exception's class: `TypeError`, `UndefinedError`, … */
  readonly kind: string

  constructor(kind: string, message: string) {
    super(message)
    this.name = 'PythonError'
    this.kind = kind
  }
}

/** @throws PythonError */
export function raise(kind: string, message: string): never {
  throw new PythonError(kind, message)
}

/** Whether it is one of these exceptions. */
export function isRaised(error: unknown, ...kinds: readonly string[]): boolean {
  return error instanceof PythonError && kinds.includes(error.kind)
}

/** Exceptions that Python's LookupError covers. */
export const LOOKUP_ERRORS = ['KeyError', 'IndexError', 'LookupError'] as const
