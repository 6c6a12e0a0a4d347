/** Checked conditions → functions. Nothing is thrown: a condition that cannot be answered gives a Failure. */
import type { Json } from '../types.ts'
import { testOf } from './operators.ts'
import type { Condition, Path } from './parse.ts'
import { equals } from './python.ts'
import { MISSING, resolve, resolveStrictly, Unresolved } from './resolve.ts'

/** Why a condition could not be answered; it ends the evaluation of the whole rule. */
export class Failure {
  /** In NetBox's words. */
  readonly message: string
  /** Of the condition, from the conditions' top. */
  readonly path: Path

  constructor(message: string, path: Path) {
    this.message = message
    this.path = path
  }
}

/** Stands for an event's `data` that is null or no object: conditions on it are false, whatever they say. */
export const ABSENT: unique symbol = Symbol('absent')

/** Answers conditions for an event's `data` and `snapshots`; the latter undefined where there is no such key. */
export type Check = (data: Json | typeof ABSENT, snapshots: Json | undefined) => boolean | Failure

/** Conditions ready to be asked, and what they look at: what they do not, need not be parsed. */
export interface CompiledConditions {
  readonly check: Check
  readonly readsData: boolean
  readonly readsSnapshots: boolean
}

type JsonObject = { readonly [name: string]: Json }
type ValueCondition = Extract<Condition, { kind: 'value' }>
type SnapshotCondition = Extract<Condition, { kind: 'snapshots' }>

/** A path's parts. */
type Split = (attr: string) => readonly string[]

/** Compiles a checked tree; a path's parts are those between its dots. */
export function compileConditions(
  condition: Condition,
  split: Split = attr => attr.split('.'),
): CompiledConditions {
  return {
    check: compile(condition, split),
    readsData: some(condition, leaf => leaf.kind === 'value' && !isSnapshotPath(leaf)),
    readsSnapshots: some(condition, leaf => leaf.kind === 'snapshots' || isSnapshotPath(leaf)),
  }
}

function some(condition: Condition, wanted: (leaf: ValueCondition | SnapshotCondition) => boolean): boolean {
  return condition.kind === 'set' ? condition.members.some(member => some(member, wanted)) : wanted(condition)
}

function isSnapshotPath({ attr }: { readonly attr: string }): boolean {
  return attr === 'snapshots' || attr.startsWith('snapshots.')
}

function compile(condition: Condition, split: Split): Check {
  if (condition.kind === 'set') {
    const checks = condition.members.map(member => compile(member, split))
    return compileSet(checks, condition.logic === 'or')
  }
  if (condition.kind === 'snapshots') return compileChange(condition)
  return isSnapshotPath(condition)
    ? compileSnapshotPath(condition)
    : compileValue(condition, split(condition.attr))
}

/** `or` ends at the first true, `and` at the first false, both at the first failure. */
function compileSet(checks: readonly Check[], decisive: boolean): Check {
  if (checks.length === 1) return checks[0]!
  return (data, snapshots) => {
    for (let i = 0; i < checks.length; i++) {
      const answer = checks[i]!(data, snapshots)
      if (answer === decisive || typeof answer !== 'boolean') return answer
    }
    return !decisive
  }
}

function compileValue(condition: ValueCondition, parts: readonly string[]): Check {
  const { attr } = condition
  const ask = question(condition)
  const missing = new Failure(`Invalid key path: ${attr}`, condition.path)
  return data => {
    if (data === ABSENT) return false
    const found = resolve(data, parts, 0)
    if (found instanceof Unresolved) return found === MISSING ? missing : unresolved(condition, found)
    return ask(found)
  }
}

/** `snapshots` and below. Where a whole snapshot is null, what the other one knows counts as null. */
function compileSnapshotPath(condition: ValueCondition): Check {
  const parts = condition.attr.split('.')
  const ask = question(condition)
  const other = opposite(parts[1])
  return (data, snapshots) => {
    if (snapshots === undefined) {
      if (data === ABSENT) return false
      const found = resolve(data, parts, 0)
      return found instanceof Unresolved ? unresolved(condition, found) : ask(found)
    }
    if (other !== undefined && isObject(snapshots) && snapshots[parts[1]!] === null) {
      const known = snapshots[other] ?? null
      if (known !== null && resolveStrictly(known, parts, 2) instanceof Unresolved) {
        return unresolved(condition, MISSING)
      }
      const answer = ask(null)
      // An operator that cannot take null is false of what is not there.
      return answer instanceof Failure ? condition.negate : answer
    }
    const found = resolve(snapshots, parts, 1)
    return found instanceof Unresolved ? unresolved(condition, found) : ask(found)
  }
}

function opposite(snapshot: string | undefined): 'prechange' | 'postchange' | undefined {
  if (snapshot === 'prechange') return 'postchange'
  return snapshot === 'postchange' ? 'prechange' : undefined
}

function compileChange({ attr, op, negate, path }: SnapshotCondition): Check {
  const parts = attr.split('.')
  const wanted = (op === 'unchanged') !== negate
  const fail = (text: string) => new Failure(text, path)
  return (_data, snapshots) => {
    if (snapshots === undefined || !isObject(snapshots)) return fail(noSnapshots(op, ''))
    const { prechange = null, postchange = null } = snapshots
    if (prechange === null && postchange === null) return fail(noSnapshots(op, `: ${attr}`))
    const before = resolveStrictly(prechange, parts, 0)
    const after = resolveStrictly(postchange, parts, 0)
    if (!(before instanceof Unresolved)) {
      return (!(after instanceof Unresolved) && equals(before, after)) === wanted
    }
    if (!(after instanceof Unresolved)) return !wanted
    return fail(
      `Invalid key path for '${op}' operator: ${attr}${before.detail || after.detail}. The attribute resolves in ` +
        "neither snapshot. Note that snapshots store raw field values, so choice fields have no '.value' suffix.",
    )
  }
}

function noSnapshots(op: string, what: string): string {
  return (
    `No snapshot data available for '${op}' operator${what}. ` +
    'Snapshot operators are only meaningful on update and delete events.'
  )
}

/** Asks the condition's question about a value found. */
function question(condition: ValueCondition): (found: Json) => boolean | Failure {
  const { attr, op, path, negate } = condition
  const test = testOf(op, condition.value, condition.regex)
  return found => {
    const answer = test(found)
    if (typeof answer === 'boolean') return answer !== negate
    return new Failure(`Invalid data type at '${attr}' for '${op}' evaluation: ${answer.reason}`, path)
  }
}

function unresolved({ attr, path }: ValueCondition, { detail }: Unresolved): Failure {
  return new Failure(`Invalid key path: ${attr}${detail}`, path)
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
