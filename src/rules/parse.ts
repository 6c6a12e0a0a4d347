/** NetBox's conditions as written → a checked tree. docs/conditions.md is the specification. */
import { suggest } from '../config/suggest.ts'
import type { Json } from '../types.ts'
import { isTruthy, text, typeName } from './python.ts'
import { Regex, RegexError } from './regex/index.ts'

/** Keys and indexes from the conditions' top down to a value. */
export type Path = readonly (string | number)[]

/** One thing wrong with conditions, in NetBox's words where it has some. */
export interface ConditionProblem {
  readonly path: Path
  readonly message: string
  /** What to do about it; empty where there is nothing to say. */
  readonly hint: string
}

/** Operators that compare a value found in the event with the condition's own. */
export type ValueOperator = 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'contains' | 'regex'

/** A checked condition, or a set of them. */
export type Condition =
  | { readonly kind: 'set'; readonly logic: 'and' | 'or'; readonly members: readonly Condition[] }
  | {
      readonly kind: 'value'
      readonly path: Path
      readonly attr: string
      readonly op: ValueOperator
      readonly value: Json
      /** Of `regex`. */
      readonly regex: Regex | undefined
      readonly negate: boolean
    }
  | {
      readonly kind: 'snapshots'
      readonly path: Path
      readonly attr: string
      readonly op: 'changed' | 'unchanged'
      readonly negate: boolean
    }

/** What came of parsing: a tree, or at least one problem. No conditions are an empty `and`. */
export type Parsed =
  | { readonly condition: Condition; readonly problems: readonly [] }
  | { readonly condition: undefined; readonly problems: readonly ConditionProblem[] }

/** Most levels of sets within each other. */
export const MAX_SET_DEPTH = 100

const SNAPSHOT_OPERATORS = ['changed', 'unchanged']
const OPERATORS = ['eq', 'gt', 'gte', 'lt', 'lte', 'in', 'contains', 'regex', ...SNAPSHOT_OPERATORS]
const KEYS = ['attr', 'value', 'op', 'negate']
const LOGIC = ['and', 'or']

const NUMBER_OPERATORS = ['eq', 'gt', 'gte', 'lt', 'lte', 'contains']
const OPERATORS_BY_TYPE: { readonly [type: string]: readonly string[] } = {
  str: ['eq', 'contains', 'regex'],
  bool: ['eq', 'contains'],
  int: NUMBER_OPERATORS,
  float: NUMBER_OPERATORS,
  list: ['eq', 'in', 'contains'],
  NoneType: ['eq'],
}

/**
 * Everything wrong with a rule's conditions, at once. Nothing for falsy ones (null, `{}`, `[]`, `""`, 0, false): they match
 * every event.
 */
export function conditionProblems(conditions: Json): readonly ConditionProblem[] {
  return parseRuleConditions(conditions).problems
}

/** Parses and checks a rule's conditions; falsy ones match every event. */
export function parseRuleConditions(conditions: Json): Parsed {
  return parseConditions(isTruthy(conditions) ? conditions : null)
}

/** Parses and checks conditions that stand on their own: null is none, anything else must be a condition or a set. */
export function parseConditions(conditions: Json): Parsed {
  if (conditions === null) return { condition: EVERYTHING, problems: [] }
  const parser = new Parser()
  const condition = parser.top(conditions)
  if (condition === undefined || parser.problems.length > 0) {
    return { condition: undefined, problems: parser.problems }
  }
  return { condition, problems: [] }
}

const EVERYTHING: Condition = { kind: 'set', logic: 'and', members: [] }

type JsonObject = { readonly [name: string]: Json }

class Parser {
  readonly problems: ConditionProblem[] = []

  top(conditions: Json): Condition | undefined {
    if (!isObject(conditions)) return this.#notAnObject([], conditions)
    const keys = Object.keys(conditions)
    if (keys.length !== 1) return this.#condition([], conditions)
    const key = keys[0]!
    if (LOGIC.includes(key)) return this.#set([], key as 'and' | 'or', conditions[key]!)
    const hint = KEYS.includes(key)
      ? 'a condition needs "attr" and "value"'
      : suggest(key, LOGIC) || 'one key means a set: {"and": [...]} or {"or": [...]}'
    return this.#problem(
      [key],
      "Invalid logic type: must be 'AND' or 'OR'. Please check documentation.",
      hint,
    )
  }

  #set(path: Path, logic: 'and' | 'or', list: Json): Condition | undefined {
    const here = [...path, logic]
    if (!Array.isArray(list)) {
      return this.#problem(here, `"${logic}" must hold a list of conditions, not ${described(list)}.`)
    }
    if (here.length > 2 * MAX_SET_DEPTH) {
      return this.#problem(here, `Sets are nested deeper than ${MAX_SET_DEPTH} levels.`)
    }
    const members: Condition[] = []
    list.forEach((entry: Json, index) => {
      const member = this.#entry([...here, index], entry)
      if (member !== undefined) members.push(member)
    })
    return { kind: 'set', logic, members }
  }

  #entry(path: Path, entry: Json): Condition | undefined {
    if (!isObject(entry)) return this.#notAnObject(path, entry)
    const keys = Object.keys(entry)
    const logic = keys.length === 1 && LOGIC.find(word => word === keys[0])
    return logic ? this.#set(path, logic as 'and' | 'or', entry[logic]!) : this.#condition(path, entry)
  }

  #condition(path: Path, entry: JsonObject): Condition | undefined {
    const before = this.problems.length
    this.#checkKeys(path, entry)
    const attr = entry['attr']
    if (attr !== undefined && typeof attr !== 'string') {
      this.#problem([...path, 'attr'], `"attr" must be a dotted path, not ${described(attr)}.`)
    }
    const { value, op = 'eq', negate = false } = entry
    const complete = this.problems.length === before
    const regex = this.#operator(path, attr, op, value, complete)
    if (this.problems.length > before) return undefined
    const common = { path, attr: attr as string, negate: isTruthy(negate) }
    if (op === 'changed' || op === 'unchanged') return { kind: 'snapshots', op, ...common }
    return { kind: 'value', op: op as ValueOperator, value: value!, regex, ...common }
  }

  #checkKeys(path: Path, entry: JsonObject): void {
    const message = 'Incorrect key(s) informed. Please check documentation.'
    const keys = Object.keys(entry)
    const sets = keys.filter(key => LOGIC.includes(key.toLowerCase()))
    for (const key of keys) {
      if (KEYS.includes(key)) continue
      const hint = sets.includes(key)
        ? `a set is an object with the one key ${LOGIC.map(word => `"${word}"`).join(' or ')}`
        : suggest(key, KEYS) || `known keys are ${KEYS.join(', ')}`
      this.#problem([...path, key], message, hint)
    }
    // An unknown key is most likely the misspelt one that is missing: said once.
    if (entry['attr'] === undefined && keys.every(key => KEYS.includes(key))) {
      this.#problem(path, message, '"attr" is missing')
    }
  }

  /** NetBox's order of checks; gives the compiled pattern of a `regex`. */
  #operator(
    path: Path,
    attr: Json | undefined,
    op: Json,
    value: Json | undefined,
    complete: boolean,
  ): Regex | undefined {
    if (typeof op !== 'string' || !OPERATORS.includes(op)) {
      const hint = typeof op === 'string' ? suggestOperator(op) : ''
      const message = `Unknown operator: ${text(op)}. Must be one of: ${OPERATORS.join(', ')}`
      return this.#problem([...path, 'op'], message, hint)
    }
    if (SNAPSHOT_OPERATORS.includes(op)) return this.#snapshotOperator(path, attr, op, value)
    if (value === undefined && !complete) return undefined // most likely misspelt
    if (value === undefined) return this.#problem(path, `A value is required for the '${op}' operator.`)
    const type = typeName(value)
    const operators = OPERATORS_BY_TYPE[type]
    if (operators === undefined) {
      return this.#problem(
        [...path, 'value'],
        `Unsupported value type: <class '${type}'>`,
        'compare its members',
      )
    }
    if (!operators.includes(op)) {
      const hint = `${op} takes ${takenBy(op)}`
      return this.#problem([...path, 'value'], `Invalid type for ${op} operation: <class '${type}'>`, hint)
    }
    return op === 'regex' ? this.#pattern([...path, 'value'], value as string) : undefined
  }

  #snapshotOperator(path: Path, attr: Json | undefined, op: string, value: Json | undefined): undefined {
    if (value !== undefined) {
      this.#problem(
        [...path, 'value'],
        `The '${op}' operator compares snapshots and does not accept a value.`,
        'leave "value" out',
      )
    } else if (typeof attr === 'string' && attr.startsWith('snapshots.')) {
      this.#problem(
        [...path, 'attr'],
        `The '${op}' operator resolves '${attr}' within each snapshot dict, not the top-level condition context. ` +
          "Use the bare attribute name (e.g. 'status') rather than a snapshot path " +
          "(e.g. 'snapshots.prechange.status'), which is only valid with standard operators.",
      )
    }
  }

  #pattern(path: Path, pattern: string): Regex | undefined {
    try {
      return new Regex(pattern)
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      return this.#problem(path, `Invalid regular expression: ${error.message}`, error.hint)
    }
  }

  #notAnObject(path: Path, found: Json): undefined {
    return this.#problem(path, `Ruleset must be a dictionary, not <class '${typeName(found)}'>.`)
  }

  #problem(path: Path, message: string, hint = ''): undefined {
    this.problems.push({ path, message, hint })
  }
}

function suggestOperator(op: string): string {
  if (['ne', 'neq', '!=', 'not'].includes(op)) return 'use eq with "negate": true'
  return suggest(op, OPERATORS)
}

function takenBy(op: string): string {
  if (op === 'in') return 'a list'
  if (op === 'regex') return 'a string'
  return op === 'contains' ? 'a string, boolean, number or list' : 'a number'
}

function described(value: Json): string {
  return `<class '${typeName(value)}'>`
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
