import { parse } from '../../../src/json/index.ts'
import type { Json, Rule } from '../../../src/types.ts'
import type { Random } from '../../helpers/random.ts'
import {
  EVENT_TYPES,
  NAMES,
  NUMBERS,
  OBJECT_TYPES,
  ODD_NAMES,
  PATHS,
  PATTERNS,
  TENANTS,
  TEXTS,
  USERS,
} from './words.ts'

const OPERATORS = ['eq', 'eq', 'eq', 'in', 'in', 'contains', 'contains', 'regex', 'gt', 'gte', 'lt', 'lte']
const NEGATIONS: readonly Json[] = [true, true, 1, 'false', [0], { a: 1 }, 0, '', null, [], {}, false]
const SCALARS: readonly Json[] = [null, true, false]

/** A rule that passes all checks. Conditions, `where` and types are random, the name is given. */
export function randomRule(random: Random, name: string): Rule {
  return {
    name,
    enabled: !random.percent(3),
    description: '',
    objectTypes: objectTypes(random),
    eventTypes: random.percent(10)
      ? EVENT_TYPES
      : [...new Set(random.some(1, 2, () => random.pick(EVENT_TYPES)))],
    conditions: ruleConditions(random),
    where: random.percent(25) ? conditions(random, 2, whereLeaf) : random.pick([undefined, null, {}]),
    actionData: undefined,
    sinks: random.some(1, 2, () => random.pick(['one', 'two', 'three'])),
  }
}

/** A number as a message would hold it, big ones without loss. */
export function randomNumber(random: Random): Json {
  return parse(Buffer.from(random.pick(NUMBERS)))
}

function objectTypes(random: Random): readonly string[] {
  if (random.percent(12)) return ['*']
  const types = random.some(1, 2, () =>
    random.percent(20) ? random.pick(['dcim.*', 'ipam.*', 'x.*']) : random.pick(OBJECT_TYPES),
  )
  return [...new Set(types)]
}

function ruleConditions(random: Random): Json {
  const kind = random.below(100)
  if (kind < 8) return random.pick([null, {}, [], '', 0, false])
  return kind < 25 ? interval(random) : conditions(random, 3, leaf)
}

/** One or two bounds of a number, and now and then something else: what can only be looked up by the number. */
function interval(random: Random): Json {
  const bounds = random.pick([['gt'], ['gte'], ['lt'], ['lte'], ['gte', 'lte'], ['gt', 'lt'], ['gt', 'lte']])
  const attr = random.percent(85) ? 'position' : 'custom_fields.value'
  const members: Json[] = bounds.map(op => ({ attr, op, value: randomNumber(random) }))
  return { and: random.percent(80) ? members : [...members, leaf(random)] }
}

type MakeLeaf = (random: Random) => Json

/** One condition, or sets of them. */
function conditions(random: Random, depth: number, make: MakeLeaf): Json {
  const shape = random.below(10)
  if (depth === 0 || shape < 4) return make(random)
  const members = random.some(random.percent(90) ? 1 : 0, 3, () => conditions(random, depth - 1, make))
  return { [shape < 8 ? 'and' : 'or']: members }
}

function leaf(random: Random): Json {
  const kind = random.below(10)
  if (kind === 0) {
    const attr = path(random).replace(/^(?:snapshots\.)+/, '')
    return { attr, op: random.pick(['changed', 'unchanged']), ...negation(random) }
  }
  const op = random.pick(OPERATORS)
  const attr = kind === 1 ? snapshotPath(random) : pathFor(random, op)
  const meant =
    attr.endsWith('status.value') && random.percent(70) ? random.pick(['active', 'planned']) : undefined
  return {
    attr,
    ...(op === 'eq' && random.percent(50) ? {} : { op }),
    value: meant !== undefined && op !== 'in' && isForText(op) ? meant : valueFor(random, op),
    ...negation(random),
  }
}

function whereLeaf(random: Random): Json {
  const [attr, texts] = random.pick<readonly [string, readonly string[]]>([
    ['event', EVENT_TYPES],
    ['object_type', OBJECT_TYPES],
    ['model', ['device', 'site']],
    ['username', USERS],
    ['request_id', ['r1', 'r2']],
    ['topic', ['events', 'other']],
    ['headers.tenant', TENANTS],
    ['headers.a.b', TENANTS],
    ['headers', ['tenant']],
    ['key', ['k1', 'k2']],
  ])
  const op = random.pick(['eq', 'in', 'regex', 'contains', 'gt'])
  if (op === 'gt')
    return { attr: random.pick(['partition', attr]), op, value: random.below(3), ...negation(random) }
  const text = random.percent(10) ? null : random.pick(texts)
  if (op === 'in')
    return { attr, op, value: random.some(0, 3, () => random.pick(texts)), ...negation(random) }
  if (op === 'eq' || text === null) return { attr, value: text, ...negation(random) }
  return {
    attr,
    op,
    value: op === 'regex' ? text.replaceAll('.', '\\.') : text.slice(0, 3),
    ...negation(random),
  }
}

function negation(random: Random): { readonly negate?: Json } {
  return random.percent(25) ? { negate: random.pick(NEGATIONS) } : {}
}

function isForText(op: string): boolean {
  return ['eq', 'contains', 'regex'].includes(op)
}

/** Mostly one at which the operator finds what it can take. */
function pathFor(random: Random, op: string): string {
  if (random.percent(25)) return path(random)
  if (op === 'eq' || op === 'in')
    return random.pick(['status.value', 'status.value', 'name', 'site.slug', 'position'])
  if (op === 'contains')
    return random.pick(['name', 'tags.slug', 'tags.name', 'site.slug', 'status.value', 'status'])
  return op === 'regex' ? random.pick(['name', 'status.value', 'site.slug', 'status.label']) : 'position'
}

function path(random: Random): string {
  if (random.percent(85)) return random.pick(PATHS)
  return random.some(1, 3, () => random.pick(random.percent(70) ? NAMES : ODD_NAMES)).join('.')
}

function snapshotPath(random: Random): string {
  const start = random.pick([
    'snapshots',
    'snapshots.prechange',
    'snapshots.postchange',
    'snapshots.prechange',
    'snapshots.other',
  ])
  return random.percent(20) ? start : `${start}.${path(random)}`
}

function valueFor(random: Random, op: string): Json {
  switch (op) {
    case 'regex':
      return random.pick(PATTERNS)
    case 'in':
      return random.some(0, 5, () => value(random, 1))
    case 'eq':
      return random.percent(80) ? scalar(random) : random.some(0, 3, () => value(random, 1))
    case 'contains': {
      const needle = random.percent(85) ? scalar(random) : random.some(0, 2, () => value(random, 1))
      return needle === null ? random.pick(TEXTS) : needle
    }
    default:
      return randomNumber(random)
  }
}

function scalar(random: Random): Json {
  const kind = random.below(10)
  if (kind < 6) return random.pick(TEXTS)
  return kind < 8 ? randomNumber(random) : random.pick(SCALARS)
}

function value(random: Random, depth: number): Json {
  if (depth === 0 || random.percent(75)) return scalar(random)
  if (random.percent(50)) return random.some(0, 2, () => value(random, depth - 1))
  return Object.fromEntries(random.some(0, 2, () => [random.pick(NAMES), value(random, depth - 1)]))
}
