import type { Problem } from '../errors.ts'
import type { Entry } from './entries.ts'

/**
 * Fills in where a problem stands that a sink's type found by itself: it knows its options, not their file. Its path
 * begins `sinks.<name>`; another problem comes back as it is.
 */
export function locate(problem: Problem, { name, part, path }: Entry): Problem {
  const prefix = `sinks.${name}`
  if (problem.file !== '' || (problem.path !== prefix && !problem.path.startsWith(`${prefix}.`)))
    return problem
  const keys = problem.path.slice(prefix.length + 1).split('.')
  return { ...problem, file: part.file, line: part.line([...path, ...keys], 'value') }
}
