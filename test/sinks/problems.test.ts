import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problems } from '../../sinks/problems.ts'
import { SluiceError } from '../../src/errors.ts'

test('a problem stands under its sink', () => {
  const problems = new Problems('edge')
  problems.add('tls.ca', 'cannot be read')
  problems.add('url', 'is missing', 'or `urls`')
  assert.deepEqual(problems.found, [
    { file: '', line: 0, path: 'sinks.edge.tls.ca', message: 'cannot be read', hint: '' },
    { file: '', line: 0, path: 'sinks.edge.url', message: 'is missing', hint: 'or `urls`' },
  ])
})

test('an attempt gives what it makes, or the problem that it met; a defect stays one', () => {
  const problems = new Problems('edge')
  assert.equal(
    problems.attempt('topic', () => 'made'),
    'made',
  )
  const failing = (error: Error) => () => {
    throw error
  }
  const met = new SluiceError('template_invalid', 'no end', { hint: 'close it' })
  assert.equal(problems.attempt('topic', failing(met)), undefined)
  assert.deepEqual(problems.found, [
    { file: '', line: 0, path: 'sinks.edge.topic', message: 'no end', hint: 'close it' },
  ])
  assert.throws(() => problems.attempt('topic', failing(new Error('a defect'))), /a defect/)
})
