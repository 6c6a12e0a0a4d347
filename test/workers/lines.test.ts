import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { forwardLines } from '../../src/workers/lines.ts'
import { until } from '../helpers/until.ts'

test('lines go on whole, however they come, and the last one as it was cut off', async () => {
  const from = new PassThrough()
  const written: string[] = []
  forwardLines(from, { write: line => void written.push(line) })
  from.write('{"a":1}\n{"b"')
  await until(() => written.length === 1, 'the first line')
  assert.deepEqual(written, ['{"a":1}\n'])
  from.write(':2}\n{"c":3}\n{"cut')
  await until(() => written.length === 2, 'two more')
  from.end()
  await until(() => written.length === 3, 'the rest')
  assert.deepEqual(written.slice(1), ['{"b":2}\n{"c":3}\n', '{"cut\n'])
})

test('a line without end does not grow without end', async () => {
  const from = new PassThrough()
  const written: string[] = []
  forwardLines(from, { write: line => void written.push(line) })
  from.write('x'.repeat(1024 * 1024 + 1))
  await until(() => written.length > 0, 'it is cut')
  from.destroy()
})
