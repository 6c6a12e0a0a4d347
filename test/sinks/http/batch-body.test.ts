import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchBody, batchType } from '../../../sinks/http/batch-body.ts'
import { delivery } from '../../helpers/deliveries.ts'

const bodies = ['{"a":1.0}', '{\r\n"b": 2}'].map(text => delivery({ body: Buffer.from(text) }))

test('an array holds each body as it is', () => {
  assert.equal(batchBody(bodies, 'array').toString(), '[{"a":1.0},{\r\n"b": 2}]')
})

test('in lines, line breaks within a body become spaces, and the body given is not touched', () => {
  assert.equal(batchBody(bodies, 'lines').toString(), '{"a":1.0}\n{  "b": 2}\n')
  assert.equal(bodies[1]!.body.toString(), '{\r\n"b": 2}')
})

test('the media type says what it is', () => {
  assert.equal(batchType('application/json', 'array'), 'application/json')
  assert.equal(batchType('application/json', 'lines'), 'application/x-ndjson')
  assert.equal(
    batchType('application/cloudevents+json; charset=utf-8', 'array'),
    'application/cloudevents-batch+json; charset=utf-8',
  )
})
