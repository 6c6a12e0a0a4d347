import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLines, lineRecords, oneRecord, type RecordOptions } from '../../src/ingest/records.ts'
import { Refusal } from '../../src/ingest/refusal.ts'

const options: RecordOptions = {
  maxRecordBytes: 100,
  maxRecords: 3,
  keyOf: value => Buffer.from(`key of ${value.length}`),
}

function refusal(make: () => unknown): Refusal {
  try {
    make()
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    return error
  }
  return assert.fail('accepted')
}

const one = (body: string, headers = {}) => oneRecord(Buffer.from(body), headers, options)
const lines = (body: string, headers = {}) => lineRecords(Buffer.from(body), headers, options)
const texts = (records: readonly { readonly value: Buffer | null }[]) =>
  records.map(({ value }) => value?.toString())
const kept = (headers: object) =>
  one('{}', headers).headers?.map(({ name, value }) => `${name}=${value.toString('latin1')}`)

test('a body is kept byte for byte, with the key that its bytes give', () => {
  const body = '\ufeff { "a" : 1.0, "a": 12345678901234567890 }\r\n'
  const { key, value } = one(body)
  assert.deepEqual(value, Buffer.from(body))
  assert.equal(key?.toString(), `key of ${Buffer.byteLength(body)}`)
})

test('what is not JSON is refused with the place, what was found and what was expected', () => {
  const { status, code, message, details } = refusal(() => one('{"a": tru }'))
  assert.deepEqual([status, code], [400, 'not_json'])
  assert.equal(message, 'not JSON: byte 9: found 0x20, expected true')
  assert.deepEqual(details, { position: 9 })
  assert.match(refusal(() => one('   ')).message, /^not JSON: byte 3: found the end, expected a value$/)
  const broken = Buffer.from([0x22, 0xff, 0x22])
  assert.match(refusal(() => oneRecord(broken, {}, options)).message, /^not JSON: byte 1: not UTF-8$/)
})

test('an empty body is refused', () => {
  assert.deepEqual([refusal(() => one('')).status, refusal(() => one('')).code], [400, 'empty'])
  assert.deepEqual([refusal(() => lines('\n \r\n')).status, refusal(() => lines('\n')).code], [400, 'empty'])
})

test('a record of the limit is taken, one byte more is not', () => {
  assert.equal(one(JSON.stringify('x'.repeat(98))).value?.length, 100)
  assert.deepEqual(refusal(() => one(JSON.stringify('x'.repeat(99)))).status, 413)
  assert.equal(refusal(() => lines(`{}\n${JSON.stringify('x'.repeat(99))}`)).status, 413)
})

test('each line is a record, blank ones are none, and the last needs no line end', () => {
  assert.deepEqual(texts(lines('{"a":1}\n\n{"b":2}\r\n  \n{"c":3}')), ['{"a":1}', '{"b":2}\r', '{"c":3}'])
})

test('one line that is not JSON refuses all, and is named', () => {
  const { message, details } = refusal(() => lines('{"a":1}\n\n{"b":}\n'))
  assert.equal(message, 'not JSON: line 3, byte 5: found "}", expected a value')
  assert.deepEqual(details, { line: 3, position: 5 })
})

test('more records than allowed are refused', () => {
  assert.equal(lines('1\n2\n3\n').length, 3)
  assert.deepEqual(
    [refusal(() => lines('1\n2\n3\n4')).status, refusal(() => lines('1\n2\n3\n4')).code],
    [413, 'too_many'],
  )
})

test('the content types of line-based JSON are known, others are one record', () => {
  for (const type of ['application/x-ndjson', 'Application/NDJSON; charset=utf-8', 'application/jsonl']) {
    assert.equal(isLines(type), true, type)
  }
  for (const type of [undefined, 'application/json', 'text/plain', 'application/x-ndjsonx']) {
    assert.equal(isLines(type), false, String(type))
  }
})

test('a valid trace context goes with the record, an invalid one does not', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const valid = [`00-${trace}-00f067aa0ba902b7-01`, `cc-${trace}-00f067aa0ba902b7-01-more`]
  for (const traceparent of valid) assert.deepEqual(kept({ traceparent }), [`traceparent=${traceparent}`])
  const invalid = [
    '',
    'x',
    `00-${trace}-00f067aa0ba902b7-01-more`,
    `ff-${trace}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${trace}-0000000000000000-01`,
    `00-${trace.toUpperCase()}-00f067aa0ba902b7-01`,
  ]
  for (const traceparent of invalid) assert.deepEqual(kept({ traceparent }), [])
})

test('the ids that a producer gives go with the record, other headers do not', () => {
  const headers = { 'sluice-source-id': 'a1', 'ce-id': 'b\u00fc', authorization: 'Bearer x', 'ce-type': 'y' }
  assert.deepEqual(kept(headers), ['source_id=a1', 'ce_id=b\u00fc'])
})

test('one id for many records is refused: they would be one event', () => {
  const headers = { 'sluice-source-id': 'a1' }
  assert.equal(lines('{}\n', headers)[0]?.headers?.[0]?.name, 'source_id')
  assert.deepEqual(refusal(() => lines('{}\n{}', headers)).code, 'one_id_for_many')
})
