import { type ConditionProblem, conditionProblems, whereProblems } from '../rules/index.ts'
import type { Json } from '../types.ts'
import type { Entry } from './entries.ts'
import type { Findings, Path } from './findings.ts'
import { meantObjectType } from './object-types.ts'
import { type Part, shownAt } from './part.ts'
import { hasReference } from './references.ts'
import { nearest, suggest } from './suggest.ts'
import { list, record, valueAt } from './tree.ts'

const eventTypes = [
  'object_created',
  'object_updated',
  'object_deleted',
  'job_started',
  'job_completed',
  'job_failed',
  'job_errored',
]

/** What NetBox's webhooks call them, now or in earlier versions; rules have NetBox's own names of event types. */
const wireNames: { readonly [name: string]: string } = {
  create: 'object_created',
  created: 'object_created',
  update: 'object_updated',
  updated: 'object_updated',
  delete: 'object_deleted',
  deleted: 'object_deleted',
  job_start: 'job_started',
  job_end: 'job_completed',
  job_ended: 'job_completed',
}
const mostSlips = 2 // letters; more apart, it is a plugin's own name

/** Conditions, and whether the sinks that rules name are there. `sinks` is undefined where some could not be read. */
export function checkRules(
  rules: readonly Entry[],
  main: Part,
  sinks: ReadonlyMap<string, Entry> | undefined,
  findings: Findings,
): void {
  for (const rule of rules) {
    checkConditions(rule, 'conditions', conditionProblems, findings)
    checkConditions(rule, 'where', whereProblems, findings)
    checkObjectTypes(rule, findings)
    checkEventTypes(rule, findings)
    if (sinks !== undefined)
      checkNames(rule.part, [...rule.path, 'sinks'], rule.value['sinks'], sinks, findings)
  }
  const unmatched = record(record(main.checked)['unmatched'])['sinks']
  if (sinks === undefined) return
  checkNames(main, ['unmatched', 'sinks'], unmatched, sinks, findings)
  warnIdle(rules, list(unmatched), main, sinks, findings)
}

function checkConditions(
  { part, path, value }: Entry,
  key: 'conditions' | 'where',
  problemsOf: (conditions: Json) => readonly ConditionProblem[],
  findings: Findings,
): void {
  for (const { path: inside, message, hint } of problemsOf(value[key] ?? null)) {
    const at = [...path, key, ...inside]
    // The message may quote what stands there, and around it: not where a reference has been replaced.
    const around = valueAt(part.value, inside.length === 0 ? at : at.slice(0, -1))
    if (holdsReference(around)) findings.problem(part, at, 'does not fit, with its reference replaced')
    else findings.problem(part, at, message, hint)
  }
}

function holdsReference(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(holdsReference)
  return typeof value === 'object' && value !== null
    ? Object.values(value).some(holdsReference)
    : hasReference(value)
}

/** Types that another one of the list has in it, and those that are likely misspelt: no event has them. */
function checkObjectTypes({ part, path, value }: Entry, findings: Findings): void {
  const types = list(value['object_types'])
  for (const [index, type] of types.entries()) {
    if (typeof type !== 'string') continue
    const at = (which: number) => [...path, 'object_types', which]
    const shown = (which: number) => JSON.stringify(shownAt(part, at(which)))
    const all = `${type.split('.')[0]}.*`
    const wider = types.findIndex(other => other !== type && (other === '*' || other === all))
    const meant = meantObjectType(type)
    if (wider >= 0)
      findings.warn(part, at(index), `${shown(wider)} has ${shown(index)} in it`, 'leave it out')
    else if (meant !== undefined)
      findings.warn(
        part,
        at(index),
        `${shown(index)} is no object type of NetBox's own`,
        `did you mean "${meant}"?`,
      )
  }
}

/** A type that NetBox does not have may be a plugin's own, so it is only doubtful. */
function checkEventTypes({ part, path, value }: Entry, findings: Findings): void {
  for (const [index, type] of list(value['event_types']).entries()) {
    if (typeof type !== 'string' || eventTypes.includes(type)) continue
    const meant = Object.hasOwn(wireNames, type) ? wireNames[type] : nearest(type, eventTypes, mostSlips)
    if (meant === undefined) continue
    const at = [...path, 'event_types', index]
    findings.warn(
      part,
      at,
      `${JSON.stringify(shownAt(part, at))} is no event type of NetBox's own`,
      `did you mean "${meant}"?`,
    )
  }
}

function checkNames(
  part: Part,
  path: Path,
  names: Json | undefined,
  sinks: ReadonlyMap<string, Entry>,
  findings: Findings,
): void {
  for (const [index, name] of list(names).entries()) {
    if (typeof name !== 'string' || sinks.has(name)) continue
    const known = [...sinks.keys()]
    const listed = known.length === 0 ? 'there are none' : `the sinks are ${some(known)}`
    const shown = JSON.stringify(shownAt(part, [...path, index]))
    findings.problem(part, [...path, index], `unknown sink ${shown}`, suggest(name, known) || listed)
  }
}

function warnIdle(
  rules: readonly Entry[],
  unmatched: readonly Json[],
  main: Part,
  sinks: ReadonlyMap<string, Entry>,
  findings: Findings,
): void {
  if (rules.length === 0 && unmatched.length === 0)
    findings.warn(main, [], 'there is no rule: events are read and go nowhere', 'add `rules`')
  const enabled = rules.filter(rule => rule.value['enabled'] !== false)
  const wanted = new Set([...unmatched, ...enabled.flatMap(rule => list(rule.value['sinks']))])
  for (const { name, part, path } of sinks.values())
    if (!wanted.has(name)) findings.warn(part, path, 'no enabled rule names this sink', '', 'key')
}

function some(names: readonly string[]): string {
  return names.length <= 10
    ? names.join(', ')
    : `${names.slice(0, 10).join(', ')} and ${names.length - 10} more`
}
