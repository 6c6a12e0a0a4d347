/**
 * A rule's `where`: the language of conditions, asked about the event's own fields. NetBox has nothing like it; see
 * "Beyond NetBox" in docs/conditions.md.
 */
import { isUtf8 } from 'node:buffer'
import { pathText } from '../config/findings.ts'
import { suggest } from '../config/suggest.ts'
import { ConfigError } from '../errors.ts'
import type { Event, Json } from '../types.ts'
import { compileConditions, Failure } from './compile.ts'
import {
  type Condition,
  type ConditionProblem,
  MAX_SET_DEPTH,
  type Parsed,
  type Path,
  parseRuleConditions,
} from './parse.ts'

/** Asks an event; a failure's path begins with `where`. */
export type WhereCheck = (event: Event) => boolean | Failure

type Reader = (event: Event) => Json
type JsonObject = { readonly [name: string]: Json }

/** What an event does not have is null. */
const FIELDS: { readonly [name: string]: Reader } = {
  event: event => event.type,
  object_type: event => event.objectType || null,
  model: event => event.model,
  username: event => event.member('username') ?? memberOf(event.member('request'), 'user'),
  request_id: event => event.member('request_id') ?? memberOf(event.member('request'), 'id'),
  timestamp: event => event.timestamp,
  source_id: event => event.sourceId,
  topic: event => event.record.topic,
  partition: event => event.record.partition,
  key: event => (event.key === undefined ? null : textOf(Buffer.from(event.key, 'latin1'))),
  // Of several of one name the last.
  headers: event => Object.fromEntries(event.record.headers.map(({ name, value }) => [name, textOf(value)])),
}

const NAMES = Object.keys(FIELDS)
const HEADER = 'headers.'

/** Parses and checks a rule's `where`; falsy ones want every event. */
export function parseWhere(where: Json | undefined): Parsed {
  const parsed = parseRuleConditions(where ?? null)
  const problems = [...parsed.problems, ...fieldProblems([], where ?? null)]
  return problems.length === 0 ? parsed : { condition: undefined, problems }
}

/** Everything wrong with a rule's `where`, at once. */
export function whereProblems(where: Json | undefined): readonly ConditionProblem[] {
  return parseWhere(where).problems
}

/** Compiles a rule's `where`; undefined where it wants every event. @throws ConfigError with everything wrong with it. */
export function compileWhere(where: Json | undefined): WhereCheck | undefined {
  const { condition, problems } = parseWhere(where)
  if (condition === undefined) {
    const located = problems.map(({ path, ...said }) => ({ ...said, path: pathText(['where', ...path]) }))
    throw new ConfigError(located.map(problem => ({ file: '', line: 0, ...problem })))
  }
  if (condition.kind === 'set' && condition.logic === 'and' && condition.members.length === 0)
    return undefined
  const readers = [...new Set(attrsOf(condition))].map(attr => [attr, whereReader(attr)!] as const)
  const { check } = compileConditions(condition, attr => [attr])
  return event => {
    const fields: { [attr: string]: Json } = {}
    for (const [attr, read] of readers) fields[attr] = read(event)
    const answer = check(fields, undefined)
    if (typeof answer === 'boolean') return answer
    const path: Path = ['where', ...answer.path]
    return new Failure(`${pathText(path)}: ${answer.message}`, path)
  }
}

/** How a field is read, by the name that `attr` has for it; undefined where there is none of that name. */
export function whereReader(attr: string): Reader | undefined {
  if (!attr.startsWith(HEADER)) return Object.hasOwn(FIELDS, attr) ? FIELDS[attr] : undefined
  // All behind the first dot: names of headers may have dots in them.
  const name = attr.slice(HEADER.length)
  return ({ record }) => {
    const header = record.headers.findLast(header => header.name === name)
    return header === undefined ? null : textOf(header.value)
  }
}

function attrsOf(condition: Condition): readonly string[] {
  return condition.kind === 'set' ? condition.members.flatMap(attrsOf) : [condition.attr]
}

/** Looked up in what is written, so that it is said together with everything else that is wrong. */
function fieldProblems(path: Path, entry: Json): readonly ConditionProblem[] {
  if (entry === null || typeof entry !== 'object' || path.length > 2 * MAX_SET_DEPTH) return []
  const { attr, op, and, or } = entry as JsonObject
  const problems = Object.entries({ and, or }).flatMap(([logic, list]) =>
    Array.isArray(list)
      ? list.flatMap((member: Json, index) => fieldProblems([...path, logic, index], member))
      : [],
  )
  if (typeof attr === 'string' && whereReader(attr) === undefined) {
    problems.unshift(unknownField([...path, 'attr'], attr))
  }
  if (op === 'changed' || op === 'unchanged') {
    const message = `The '${op}' operator compares snapshots, which "where" does not see.`
    problems.unshift({ path: [...path, 'op'], message, hint: 'it belongs into "conditions"' })
  }
  return problems
}

function unknownField(path: Path, attr: string): ConditionProblem {
  const [field] = attr.split('.') as [string]
  const message = `Unknown field: ${attr}. Must be one of: ${NAMES.join(', ')}, ${HEADER}<name>`
  if (Object.hasOwn(FIELDS, field)) return { path, message, hint: `"${field}" has no members` }
  const isData = field === 'data' || field === 'snapshots'
  return { path, message, hint: isData ? 'it belongs into "conditions"' : suggest(field, NAMES) }
}

function memberOf(value: Json | undefined, name: string): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  return Object.hasOwn(value, name) ? (value as JsonObject)[name]! : null
}

/** Bytes that are not UTF-8 are read as latin-1: a replacement character would make one text of two. */
function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString() : bytes.toString('latin1')
}
