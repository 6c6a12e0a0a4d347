import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSchema, schemaOf } from '../../src/config/schemas.ts'

test('defaults are filled in, down to the innermost', () => {
  const value = { sinks: { crm: { type: 'http', url: 'http://x/' } } }
  assert.deepEqual(checkSchema(value, 'main').errors, [])
  const { log, sinks, drain, metrics } = value as unknown as {
    [key: string]: { [key: string]: unknown } & { crm: { [key: string]: unknown } }
  }
  assert.equal(log!['path'], './data')
  assert.deepEqual(metrics, { listen: '127.0.0.1:9464' })
  assert.equal(drain, '20s')
  assert.deepEqual(sinks!.crm['window'], { count: 1000, bytes: '8MiB' })
})

test('marks say what is a secret, an address and a quantity', () => {
  const crm = {
    type: 'http',
    url: 'http://x/',
    headers: { Authorization: 'a', 'X-Api-KEY': 'b', Accept: 'c' },
  }
  const { marks, errors } = checkSchema({ sinks: { crm } }, 'main')
  assert.deepEqual(errors, [])
  assert.deepEqual(marks.get('/sinks/crm/headers/Authorization'), { mask: 'secret' })
  assert.deepEqual(marks.get('/sinks/crm/headers/X-Api-KEY'), { mask: 'secret' })
  assert.deepEqual(marks.get('/sinks/crm/headers/Accept'), { mask: 'value' })
  assert.deepEqual(marks.get('/sinks/crm/url'), { mask: 'origin' })
  assert.deepEqual(marks.get('/sinks/crm/timeout'), { unit: 'duration' })
  assert.deepEqual(marks.get('/sinks/crm/window/bytes'), { unit: 'size' })
  assert.deepEqual(marks.get('/metrics/listen'), { unit: 'address' })
  assert.deepEqual(marks.get('/log/path'), { unit: 'path' })
})

test('an included file holds include, sinks and rules', () => {
  assert.deepEqual(checkSchema({ include: [], sinks: {}, rules: [] }, 'included').errors, [])
  assert.equal(
    checkSchema({ log: { type: 'embedded' } }, 'included').errors[0]!.keyword,
    'additionalProperties',
  )
})

test('a mistake in what all sinks share does not make its keys unknown', () => {
  const crm = { type: 'http', url: 'http://x/', retry: { factor: 0 }, window: 5, order: 'x' }
  const keywords = checkSchema({ sinks: { crm } }, 'main').errors.map(({ keyword }) => keyword)
  assert.ok(!keywords.includes('unevaluatedProperties'), String(keywords))
})

test('a schema can be found by its reference', () => {
  assert.equal(schemaOf('common.schema.json#/$defs/duration')['unit'], 'duration')
})
