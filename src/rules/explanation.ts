/** Why a rule fires for an event, or does not: by the plain evaluator, condition by condition. */
import type { Event, Json, Rule } from '../types.ts'
import { ABSENT, compileConditions, Failure } from './compile.ts'
import { presentData } from './evaluate.ts'
import { type Condition, type Parsed, type Path, parseRuleConditions } from './parse.ts'
import { isTruthy } from './python.ts'
import { resolve, resolveStrictly, Unresolved } from './resolve.ts'
import { takesIn } from './table/types.ts'
import { parseWhere, whereReader } from './where.ts'

/** What a condition said; `skipped`: it was not asked, since the answer was settled before. */
export type Answer = 'true' | 'false' | 'error' | 'skipped'

/** What a condition's path led to. */
export type Found =
  | { readonly kind: 'value'; readonly value: Json }
  /** It leads nowhere. */
  | { readonly kind: 'missing' }
  /** The event has no data: every condition on it is false. */
  | { readonly kind: 'no_data' }
  /** Of `changed` and `unchanged`: in each snapshot; undefined where it leads nowhere. */
  | { readonly kind: 'snapshots'; readonly before: Json | undefined; readonly after: Json | undefined }

/** A set of conditions, and what each of them said. */
export interface SetExplanation {
  readonly kind: 'set'
  readonly path: Path
  readonly logic: 'and' | 'or'
  readonly answer: Answer
  readonly members: readonly ConditionExplanation[]
}

/** One condition as it stands, what it found and what it said. */
export interface LeafExplanation {
  readonly kind: 'condition'
  readonly path: Path
  readonly attr: string
  readonly op: string
  /** Undefined for `changed` and `unchanged`. */
  readonly value: Json | undefined
  readonly negate: boolean
  readonly answer: Answer
  /** Undefined where it was not asked. */
  readonly found: Found | undefined
  /** Of an error, in NetBox's words. */
  readonly message: string | undefined
}

export type ConditionExplanation = SetExplanation | LeafExplanation

/**
 * What decided: the rule fired, it is switched off, it is for other events, its `where` or its conditions are false, or an
 * error ended it.
 */
export type Verdict = 'fired' | 'disabled' | 'object_type' | 'event_type' | 'where' | 'conditions' | 'error'

/** A rule, and why it did or did not fire for an event. */
export interface RuleExplanation {
  readonly rule: Rule
  readonly verdict: Verdict
  /** Undefined where there is none, or where it was not looked at. */
  readonly where: ConditionExplanation | undefined
  /** Likewise. */
  readonly conditions: ConditionExplanation | undefined
  /** The error that ended the evaluation. */
  readonly error: RuleError | undefined
}

/** An error in NetBox's words. */
export interface RuleError {
  /** Begins with `where` or `conditions`. */
  readonly path: Path
  readonly message: string
}

/** Explains every rule, in rule order. The rules have passed the configuration's checks. */
export function explainRules(rules: readonly Rule[], event: Event): readonly RuleExplanation[] {
  return rules.map(rule => explainRule(rule, event))
}

/** Explains one rule. @throws Error where its conditions would not have passed the configuration's checks. */
export function explainRule(rule: Rule, event: Event): RuleExplanation {
  const undecided = { rule, where: undefined, conditions: undefined, error: undefined }
  if (!rule.enabled) return { ...undecided, verdict: 'disabled' }
  if (!rule.objectTypes.some(type => takesIn(type, event.objectType, event.model)))
    return { ...undecided, verdict: 'object_type' }
  if (!rule.eventTypes.includes(event.type)) return { ...undecided, verdict: 'event_type' }
  const where = explainPart(rule.where, parseWhere, leaf => askField(leaf, event))
  if (where !== undefined && where.answer !== 'true') return decided({ ...undecided, where }, 'where', where)
  const asked: Asked = {
    data: presentData(event.member('data')),
    snapshots: event.member('snapshots') ?? null,
  }
  const conditions = explainPart(rule.conditions, parseRuleConditions, leaf => askData(leaf, asked))
  return decided({ ...undecided, where, conditions }, 'conditions', conditions)
}

function decided(
  explanation: Omit<RuleExplanation, 'verdict'>,
  part: 'where' | 'conditions',
  said: ConditionExplanation | undefined,
): RuleExplanation {
  if (said === undefined || said.answer === 'true') return { ...explanation, verdict: 'fired' }
  const failed = failedLeaf(said)
  if (failed === undefined) return { ...explanation, verdict: part }
  const error = { path: [part, ...failed.path], message: failed.message ?? '' }
  return { ...explanation, verdict: 'error', error }
}

type Leaf = Exclude<Condition, { kind: 'set' }>

/** Asks one condition. */
type Ask = (leaf: Leaf) => { readonly answer: boolean | Failure; readonly found: Found }

/** Undefined where there are no conditions. */
function explainPart(
  written: Json | undefined,
  parse: (written: Json) => Parsed,
  ask: Ask,
): ConditionExplanation | undefined {
  if (written === undefined || !isTruthy(written)) return undefined
  const { condition, problems } = parse(written)
  if (condition === undefined) throw new Error(`conditions that were not checked: ${problems[0]?.message}`)
  return explain(condition, [], ask)
}

/** `ask` is undefined for conditions behind the one that settled the answer. */
function explain(condition: Condition, path: Path, ask: Ask | undefined): ConditionExplanation {
  if (condition.kind !== 'set') return explainLeaf(condition, ask)
  const { logic } = condition
  const decisive = logic === 'or' ? 'true' : 'false'
  let settled: Answer | undefined = ask === undefined ? 'skipped' : undefined
  const members = condition.members.map((member, index) => {
    const explained = explain(member, [...path, logic, index], settled === undefined ? ask : undefined)
    const { answer } = explained
    if (settled === undefined && (answer === decisive || answer === 'error')) settled = answer
    return explained
  })
  return { kind: 'set', path, logic, answer: settled ?? (logic === 'or' ? 'false' : 'true'), members }
}

function explainLeaf(leaf: Leaf, ask: Ask | undefined): LeafExplanation {
  const { path, attr, op, negate } = leaf
  const value = leaf.kind === 'value' ? leaf.value : undefined
  const written = { kind: 'condition', path, attr, op, value, negate } as const
  if (ask === undefined) return { ...written, answer: 'skipped', found: undefined, message: undefined }
  const { answer, found } = ask(leaf)
  if (answer instanceof Failure) return { ...written, answer: 'error', found, message: answer.message }
  return { ...written, answer: answer ? 'true' : 'false', found, message: undefined }
}

/** A field of the event's own; what it does not have is null. */
function askField(leaf: Leaf, event: Event): ReturnType<Ask> {
  const value = whereReader(leaf.attr)?.(event) ?? null
  const { check } = compileConditions(leaf, attr => [attr])
  return { answer: check({ [leaf.attr]: value }, undefined), found: { kind: 'value', value } }
}

/** An event's data and snapshots as conditions see them. */
interface Asked {
  readonly data: Json | typeof ABSENT
  readonly snapshots: Json
}

function askData(leaf: Leaf, asked: Asked): ReturnType<Ask> {
  const answer = compileConditions(leaf).check(asked.data, asked.snapshots)
  return { answer, found: foundBy(leaf, asked, answer instanceof Failure) }
}

function foundBy({ kind, attr }: Leaf, { data, snapshots }: Asked, failed: boolean): Found {
  const parts = attr.split('.')
  if (kind === 'snapshots') {
    const { prechange = null, postchange = null } = isObject(snapshots) ? snapshots : {}
    const side = (snapshot: Json) => valueIn(resolveStrictly(snapshot, parts, 0))
    return { kind: 'snapshots', before: side(prechange), after: side(postchange) }
  }
  if (parts[0] !== 'snapshots') {
    return data === ABSENT ? { kind: 'no_data' } : found(resolve(data, parts, 0))
  }
  const snapshot = isObject(snapshots) ? snapshots[parts[1] ?? ''] : undefined
  // What the other snapshot knows is null in one that is null as a whole; what it does not know has failed.
  if (snapshot === null && !failed) return { kind: 'value', value: null }
  return found(resolve(snapshots, parts, 1))
}

function found(value: Json | Unresolved): Found {
  return value instanceof Unresolved ? { kind: 'missing' } : { kind: 'value', value }
}

function valueIn(value: Json | Unresolved): Json | undefined {
  return value instanceof Unresolved ? undefined : value
}

/** The condition whose error ended the evaluation; undefined where none did. */
function failedLeaf(explanation: ConditionExplanation): LeafExplanation | undefined {
  if (explanation.answer !== 'error') return undefined
  if (explanation.kind === 'condition') return explanation
  return explanation.members.map(failedLeaf).find(leaf => leaf !== undefined)
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
