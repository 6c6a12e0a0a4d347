import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '../../src/errors.ts'
import { JsonError } from '../../src/json/index.ts'
import { compileConditions, type JsonInput } from '../../src/rules/conditions.ts'
import type { Json } from '../../src/types.ts'
import fixtures from './fixtures/conditions.json' with { type: 'json' }

interface Row {
  readonly if: Json
  readonly data: Json
  readonly snapshots?: Json
  readonly is: boolean | 'error'
  readonly says?: string
}

const rows = [...fixtures.conditions, ...fixtures.snapshots, ...fixtures.absent] as readonly Row[]

function problemsOf(conditions: JsonInput): ConfigError['problems'] {
  try {
    compileConditions(conditions)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  throw new Error('it compiles')
}

function answer({ if: conditions, data, snapshots }: Row, form: (value: Json) => JsonInput): string {
  let compiled: ReturnType<typeof compileConditions>
  try {
    compiled = compileConditions(form(conditions))
  } catch (error) {
    return `error ${(error as ConfigError).problems[0]?.message}`
  }
  const input = snapshots === undefined ? {} : { snapshots: form(snapshots) }
  const { result, error } = compiled.evaluate({ data: form(data), ...input })
  if (error === undefined) return String(result)
  assert.equal(result, false)
  return `error ${error.message}`
}

for (const [name, form] of [
  ['values', (value: Json) => value],
  ['bytes', (value: Json) => Buffer.from(JSON.stringify(value))],
] as const)
  test(`answers are those that NetBox gave, asked with ${name}`, () => {
    for (const row of rows) {
      const found = answer(row, form)
      const expected = row.is === 'error' ? `error ${row.says ?? ''}` : String(row.is)
      assert.ok(
        found === expected || (row.says === undefined && found.startsWith(expected)),
        JSON.stringify(row),
      )
    }
    assert.ok(rows.length > 150)
  })

test('snapshots left out, null and an object are three different things, and so is data that is null', () => {
  const created = compileConditions({ attr: 'snapshots.prechange', value: null })
  const snapshots = { prechange: null, postchange: { id: 7 } }
  assert.deepEqual(created.evaluate({ data: { id: 7 }, snapshots }), { result: true })
  assert.equal(
    created.evaluate({ data: { id: 7 }, snapshots: null }).error?.message,
    'Invalid key path: snapshots.prechange',
  )
  assert.deepEqual(created.evaluate({ data: { id: 7, snapshots } }), { result: true })
  assert.deepEqual(created.evaluate({ data: { id: 7, snapshots }, snapshots: undefined }), { result: true })

  const other = compileConditions({ attr: 'id', value: 8, negate: true })
  assert.deepEqual(other.evaluate({ data: { id: 7 }, snapshots: null }), { result: true })
  assert.deepEqual(other.evaluate({ data: {}, snapshots: null }).error?.message, 'Invalid key path: id')
  assert.deepEqual(other.evaluate({ data: null, snapshots: null }), { result: false })
  assert.deepEqual(other.evaluate({ snapshots: null }), { result: false })
  assert.deepEqual(other.evaluate({ data: [{ id: 7 }], snapshots: null }), { result: false })
  assert.deepEqual(other.evaluate({ data: null }).error?.message, 'Invalid key path: id')
  assert.deepEqual(other.evaluate({ data: [{ id: 7 }] }), { result: true })
})

test('an error has the path of its condition', () => {
  const conditions = compileConditions({
    and: [{ attr: 'id', value: 7 }, { or: [{ attr: 'a.b', value: 1 }] }],
  })
  const { result, error } = conditions.evaluate({ data: { id: 7, a: 'x' }, snapshots: null })
  assert.equal(result, false)
  assert.deepEqual(error, {
    message: "Invalid key path: a.b (cannot resolve 'b' within str)",
    path: 'and[1].or[0]',
  })
  assert.equal(compileConditions({ attr: 'a', value: 1 }).evaluate({ data: {} }).error?.path, '')
})

test('conditions that cannot be compiled are refused with everything that is wrong', () => {
  const problems = problemsOf({
    and: [
      { attr: 'a', op: 'eqq', value: 1 },
      { attr: 'b', op: 'in', value: 'x' },
    ],
  })
  assert.deepEqual(
    problems.map(({ path, message }) => `${path}: ${message.split('.')[0]}`),
    ['and[0].op: Unknown operator: eqq', "and[1].value: Invalid type for in operation: <class 'str'>"],
  )
  for (const nothing of [{}, [], '', 0, false]) assert.equal(problemsOf(nothing as Json).length, 1)
  assert.match(problemsOf(Buffer.from('{"attr":'))[0]?.message ?? '', /^not JSON: byte 8: found the end/)
})

test('null is no conditions', () => {
  assert.deepEqual(compileConditions(null).evaluate({ data: null, snapshots: null }), { result: true })
  assert.deepEqual(compileConditions(Buffer.from('null')).evaluate({}), { result: true })
})

test('integers keep all their digits, as bigint and as bytes', () => {
  const digits = '12345678901234567891'
  const bytes = new Uint8Array(Buffer.from(`\u{feff}{"attr":"n","value":${digits}}`))
  for (const conditions of [
    compileConditions(bytes),
    compileConditions({ attr: 'n', value: BigInt(digits) }),
  ]) {
    const ask = (data: JsonInput) => conditions.evaluate({ data, snapshots: null }).result
    assert.equal(ask({ n: BigInt(digits) }), true)
    assert.equal(ask({ n: BigInt(digits) - 1n }), false)
    assert.equal(ask(Buffer.from(`{"n":${digits}}`)), true)
    assert.equal(ask(Buffer.from('{"n":12345678901234567890}')), false)
  }
})

test('an integral number is an integer', () => {
  const message = (data: JsonInput) =>
    compileConditions({ attr: 'n.x', value: 1 }).evaluate({ data, snapshots: null }).error?.message
  assert.match(message({ n: 1 }) ?? '', /within int/)
  assert.match(message({ n: 1.5 }) ?? '', /within float/)
})

test('data that is no JSON is no answer', () => {
  const conditions = compileConditions({ attr: 'n', value: 1 })
  assert.throws(() => conditions.evaluate({ data: Buffer.from('{"n":'), snapshots: null }), JsonError)
})

test('values nested without bound, or in themselves, are an error and no stack overflow', () => {
  const deep = () => {
    let value: Json = 1
    for (let i = 0; i < 200_000; i++) value = [value]
    return { a: value }
  }
  const cycle = () => {
    const value: { [name: string]: Json } = { a: 0 }
    value.a = value
    return value
  }
  for (const make of [deep, cycle]) {
    const snapshots = { prechange: make(), postchange: make() }
    const compared = compileConditions({ attr: 'a', op: 'changed' }).evaluate({ data: {}, snapshots })
    const message = 'the values are nested too deeply to be compared'
    assert.deepEqual(compared, { result: false, error: { message, path: '' } })
    const told = compileConditions({ attr: 'a', op: 'gt', value: 1 }).evaluate({ data: make() })
    assert.equal(told.result, false)
    assert.ok(told.error !== undefined)
  }
})
