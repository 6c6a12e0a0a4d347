import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load, whole } from '../helpers/config-files.ts'

const problem = (path: string) => ({ file: '', line: 0, path, message: 'm', hint: 'h' })

test('what a sink finds wrong by itself gets its file and line', async t => {
  const { locate, files } = await load(t, {
    'main.yaml': `include: [a.yaml]\n${whole}unmatched: { sinks: [my.own] }`,
    'a.yaml': 'sinks:\n  my.own:\n    type: http\n    url: http://x/\n    headers:\n      X-A: b\n',
  })
  const found = (path: string) => {
    const { file, line, message, hint } = locate(problem(path))
    assert.deepEqual({ message, hint }, { message: 'm', hint: 'h' })
    return [files.indexOf(file), line]
  }
  assert.deepEqual(found('sinks.my.own.headers.X-A'), [1, 6])
  assert.deepEqual(found('sinks.my.own.url'), [1, 4])
  assert.deepEqual(found('sinks.crm.tls.ca'), [0, 4])
  assert.deepEqual(found('sinks.crm'), [0, 4])
})

test('a problem that stands elsewhere comes back as it is', async t => {
  const { locate } = await load(t, whole)
  for (const other of [
    problem('sinks.unknown.url'),
    problem('log'),
    { ...problem('sinks.crm'), file: 'f', line: 3 },
  ])
    assert.deepEqual(locate(other), other)
})
