import type { Json } from '../types.ts'
import { ABSENT, type CompiledConditions, compileConditions, Failure } from './compile.ts'
import { type Path, parseConditions } from './parse.ts'

/** What conditions say about an event. An error means that the rule does not fire. */
export type Evaluation =
  | { readonly kind: 'true' | 'false' }
  | { readonly kind: 'error'; readonly message: string; readonly path: Path }

/**
 * Parses and evaluates conditions: the definition of what they mean, for tests and explanations. Null is no conditions
 * and true; conditions that are wrong give an error with the first problem.
 *
 * With `snapshots` undefined, `data` is the whole context as it stands. Otherwise it is an event's: data that is null or
 * no object is absent, and a member `snapshots` of its own is hidden.
 */
export function evaluate(conditions: Json, data: Json | undefined, snapshots: Json | undefined): Evaluation {
  const { condition, problems } = parseConditions(conditions)
  if (condition === undefined)
    return { kind: 'error', message: problems[0]!.message, path: problems[0]!.path }
  return evaluateCompiled(compileConditions(condition), data, snapshots)
}

/** Like `evaluate`, for compiled conditions. */
export function evaluateCompiled(
  { check }: CompiledConditions,
  data: Json | undefined,
  snapshots: Json | undefined,
): Evaluation {
  const answer =
    snapshots === undefined ? check(data ?? null, snapshotsIn(data)) : check(presentData(data), snapshots)
  if (answer instanceof Failure) return { kind: 'error', message: answer.message, path: answer.path }
  return { kind: answer ? 'true' : 'false' }
}

/** An event's data as conditions see it. */
export function presentData(data: Json | undefined): Json | typeof ABSENT {
  return data === null || typeof data !== 'object' || Array.isArray(data) ? ABSENT : data
}

function snapshotsIn(data: Json | undefined): Json | undefined {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return undefined
  return Object.hasOwn(data, 'snapshots') ? (data as { readonly snapshots: Json }).snapshots : undefined
}
