import type { Problem } from '../errors.ts'
import type { Entry } from './entries.ts'

/**
 * Fills in where a problem stands that a sink found by itself, when it was made: it knows its options, not their file.
 * Its path begins `sinks.<name>`; another problem comes back as it is.
 */
export function locate(problem: Problem, sinks: Iterable<Entry>): Problem {
  if (problem.file !== '') return problem
  for (const { name, part, path } of sinks) {
    const prefix = `sinks.${name}`
    // Names may hold dots: `sinks.a.b` can be the sink `a.b`, or the key `b` of `a` (which no type has, so either will do).
    if (problem.path !== prefix && !problem.path.startsWith(`${prefix}.`)) continue
    const keys = problem.path.slice(prefix.length + 1).split('.')
    return { ...problem, file: part.file, line: part.line([...path, ...keys], 'value') }
  }
  return problem
}
