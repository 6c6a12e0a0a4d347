import { pathText } from '../config/findings.ts'
import { ConfigError, type Problem } from '../errors.ts'
import type { Match, Rule } from '../types.ts'
import { type CompiledConditions, compileConditions } from './compile.ts'
import { parseRuleConditions } from './parse.ts'
import { isTruthy } from './python.ts'

/** A rule that may fire. */
export interface Candidate {
  readonly rule: Rule
  /** Undefined: it matches every event of its types. */
  readonly conditions: CompiledConditions | undefined
  /** What comes of it where it is the only one that fires. */
  readonly alone: Match
}

/** The rules for one pair of object type and event type, in rule order. */
export interface Group {
  readonly candidates: readonly Candidate[]
  /** What comes of them all, where none has conditions. */
  readonly always: Match | undefined
}

/** Compiles the enabled rules. @throws ConfigError with everything wrong with their conditions. */
export function compileRules(rules: readonly Rule[]): readonly Candidate[] {
  const candidates: Candidate[] = []
  const problems: Problem[] = []
  rules.forEach((rule, index) => {
    if (!rule.enabled) return
    const parsed = parseRuleConditions(rule.conditions)
    for (const { path, message, hint } of parsed.problems) {
      problems.push({
        file: '',
        line: 0,
        path: pathText(['rules', index, 'conditions', ...path]),
        message,
        hint,
      })
    }
    if (parsed.condition === undefined) return
    const conditions = isTruthy(rule.conditions) ? compileConditions(parsed.condition) : undefined
    candidates.push({ rule, conditions, alone: matchOf([rule]) })
  })
  if (problems.length > 0) throw new ConfigError(problems)
  return candidates
}

/** The rules that fire and their sinks, each once, in the order first named. */
export function matchOf(rules: readonly Rule[]): Match {
  return { rules, sinks: [...new Set(rules.flatMap(rule => rule.sinks))] }
}

/** Rules by object type (or by the model, its last part) and event type: rules of other types cost nothing. */
export class Groups {
  readonly #byObjectType: Table
  readonly #byModel: Table

  constructor(candidates: readonly Candidate[]) {
    this.#byObjectType = table(candidates, objectType => objectType)
    this.#byModel = table(candidates, modelOf)
  }

  /** The rules for an event of these types; `objectType` empty where only the model is known. */
  find(objectType: string, model: string, eventType: string): Group | undefined {
    const groups = objectType === '' ? this.#byModel.get(model) : this.#byObjectType.get(objectType)
    return groups?.get(eventType)
  }
}

type Table = ReadonlyMap<string, ReadonlyMap<string, Group>>

function table(candidates: readonly Candidate[], nameOf: (objectType: string) => string): Table {
  const lists = new Map<string, Map<string, Set<Candidate>>>()
  for (const candidate of candidates) {
    for (const name of candidate.rule.objectTypes.map(nameOf)) {
      const byEvent = entry(lists, name, () => new Map<string, Set<Candidate>>())
      for (const type of candidate.rule.eventTypes) entry(byEvent, type, () => new Set()).add(candidate)
    }
  }
  return mapped(lists, byEvent => mapped(byEvent, group))
}

function group(members: ReadonlySet<Candidate>): Group {
  const candidates = [...members]
  const always = candidates.every(({ conditions }) => conditions === undefined)
  return { candidates, always: always ? matchOf(candidates.map(({ rule }) => rule)) : undefined }
}

function modelOf(objectType: string): string {
  return objectType.slice(objectType.indexOf('.') + 1)
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function mapped<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): ReadonlyMap<string, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]))
}
