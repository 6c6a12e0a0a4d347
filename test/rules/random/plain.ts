import { parse } from '../../../src/json/index.ts'
import { type CompiledConditions, compileConditions, Failure } from '../../../src/rules/compile.ts'
import { evaluateCompiled } from '../../../src/rules/evaluate.ts'
import { parseRuleConditions } from '../../../src/rules/parse.ts'
import { compileWhere, type WhereCheck } from '../../../src/rules/where.ts'
import type { Event, Json, Rule } from '../../../src/types.ts'

/** Names of the rules that fire, in rule order, and of those that fail, with the reason. */
export interface PlainAnswer {
  readonly fired: readonly string[]
  readonly failed: ReadonlyMap<string, string>
}

type Message = { readonly [name: string]: Json }

/** A rule by the plain evaluator, asked with the message as a whole: the definition that a matcher is held to. */
export class PlainRule {
  readonly rule: Rule
  readonly #conditions: CompiledConditions
  readonly #where: WhereCheck | undefined

  constructor(rule: Rule) {
    this.rule = rule
    const { condition, problems } = parseRuleConditions(rule.conditions)
    if (condition === undefined) throw new Error(`${rule.name}: ${JSON.stringify(problems)}`)
    this.#conditions = compileConditions(condition)
    this.#where = compileWhere(rule.where)
  }

  /** True, false, or the reason of the failure. */
  ask(event: Event, { data = null, snapshots = null }: Message): boolean | string {
    const { enabled, eventTypes, objectTypes } = this.rule
    if (!enabled || !eventTypes.includes(event.type)) return false
    if (!objectTypes.some(type => isOfType(event, type))) return false
    const where = this.#where?.(event) ?? true
    if (where instanceof Failure) return where.message
    if (!where) return false
    const answer = evaluateCompiled(this.#conditions, data, snapshots)
    return answer.kind === 'error' ? answer.message : answer.kind === 'true'
  }
}

/** Asks every rule, one after another. */
export function plainAnswer(rules: readonly PlainRule[], event: Event): PlainAnswer {
  const message = parse(event.message) as Message
  const fired: string[] = []
  const failed = new Map<string, string>()
  for (const plain of rules) {
    const answer = plain.ask(event, message)
    if (answer === true) fired.push(plain.rule.name)
    else if (answer !== false) failed.set(plain.rule.name, answer)
  }
  return { fired, failed }
}

function isOfType({ objectType, model }: Event, wanted: string): boolean {
  if (wanted === '*') return true
  const [app, name] = wanted.split('.')
  if (objectType === '') return name === model
  return name === '*' ? objectType.split('.')[0] === app : objectType === wanted
}
