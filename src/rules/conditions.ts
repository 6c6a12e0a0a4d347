import { pathText } from '../config/findings.ts'
import { ConfigError } from '../errors.ts'
import { JsonError, parse, withoutMark } from '../json/index.ts'
import type { Json } from '../types.ts'
import { type CompiledConditions, compileConditions as compile } from './compile.ts'
import { type Evaluation, evaluateCompiled } from './evaluate.ts'
import { type ConditionProblem, parseConditions } from './parse.ts'

/**
 * A JSON value: as JavaScript has it (a number with an integral value is an integer, a bigint too), or as the UTF-8 bytes
 * of its text, which are exact: integers keep all their digits, decimals are the doubles that Python reads.
 */
export type JsonInput = Json | Uint8Array

/** What conditions are asked about. */
export interface ConditionInput {
  /** The event's `data`. Null, left out, or no object: it is absent where `snapshots` is given. */
  readonly data?: JsonInput | undefined
  /**
   * The event's `snapshots`. Null: the event has none. Left out: `data` is all there is, with a member `snapshots` of its
   * own perhaps, and data that is null or no object is not absent but an error.
   */
  readonly snapshots?: JsonInput | undefined
}

/** What conditions say. With an error, which is no answer, `result` is false: a rule does not fire. */
export interface ConditionResult {
  readonly result: boolean
  readonly error?: {
    /** In NetBox's words. */
    readonly message: string
    /** Of the condition, from the top: `and[1].or[0]`; empty for one that stands alone. */
    readonly path: string
  }
}

/** Compiled conditions. */
export interface Conditions {
  /** Pure. @throws JsonError where bytes are no JSON. */
  evaluate(input: ConditionInput): ConditionResult
}

/**
 * Compiles NetBox's conditions: one, or a set of them; null is none, which every event meets. docs/conditions.md says
 * what they mean.
 * @throws ConfigError with everything that is wrong with them; its paths begin at the conditions' top.
 */
export function compileConditions(conditions: JsonInput): Conditions {
  const { condition, problems } = parseConditions(conditionsOf(conditions))
  if (condition === undefined) throw refusal(problems)
  const compiled = compile(condition)
  return {
    evaluate({ data, snapshots }) {
      const evaluation = evaluateWithin(compiled, valueIn(data), valueIn(snapshots))
      if (evaluation.kind !== 'error') return { result: evaluation.kind === 'true' }
      const { message, path } = evaluation
      return { result: false, error: { message, path: pathText(path) } }
    },
  }
}

/** Values that were not read by us may be of any depth, or hold themselves: the stack's end is an error like others. */
function evaluateWithin(
  compiled: CompiledConditions,
  data: Json | undefined,
  snapshots: Json | undefined,
): Evaluation {
  try {
    return evaluateCompiled(compiled, data, snapshots)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { kind: 'error', message: 'the values are nested too deeply to be compared', path: [] }
  }
}

function conditionsOf(conditions: JsonInput): Json {
  try {
    return jsonOf(conditions)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw refusal([{ path: [], message: `not JSON: ${error.message}`, hint: '' }])
  }
}

function valueIn(input: JsonInput | undefined): Json | undefined {
  return input === undefined ? undefined : jsonOf(input)
}

function jsonOf(input: JsonInput): Json {
  if (!(input instanceof Uint8Array)) return input
  const { buffer, byteOffset, byteLength } = input
  return parse(withoutMark(Buffer.from(buffer, byteOffset, byteLength)))
}

function refusal(problems: readonly ConditionProblem[]): ConfigError {
  return new ConfigError(
    problems.map(({ path, message, hint }) => ({ file: '', line: 0, path: pathText(path), message, hint })),
  )
}
