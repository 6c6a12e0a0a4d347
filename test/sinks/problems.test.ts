import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problems } from '../../sinks/problems.ts'

test('a problem stands under its sink', () => {
  const problems = new Problems('edge')
  problems.add('tls.ca', 'cannot be read')
  problems.add('url', 'is missing', 'or `urls`')
  assert.deepEqual(problems.found, [
    { file: '', line: 0, path: 'sinks.edge.tls.ca', message: 'cannot be read', hint: '' },
    { file: '', line: 0, path: 'sinks.edge.url', message: 'is missing', hint: 'or `urls`' },
  ])
})
