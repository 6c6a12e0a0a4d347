import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../../src/config/entries.ts'
import { Findings } from '../../src/config/findings.ts'
import { locate } from '../../src/config/locate.ts'
import { readParts } from '../../src/config/part.ts'
import { folderWith } from '../helpers/config-files.ts'

const problem = (path: string) => ({ file: '', line: 0, path, message: 'm', hint: 'h' })

function sink(t: Parameters<typeof folderWith>[0]): Entry {
  const yaml = 'sinks:\n  my.own:\n    type: http\n    url: http://x/\n    headers:\n      X-A: b\n'
  const folder = folderWith(t, { 'a.yaml': yaml })
  const [part] = readParts(`${folder}/a.yaml`, {}, new Findings()).parts
  return { name: 'my.own', part: { ...part!, file: 'a.yaml' }, path: ['sinks', 'my.own'], value: {} }
}

test('what a sink finds wrong by itself gets its file and line', t => {
  const own = sink(t)
  for (const [path, line] of [
    ['sinks.my.own.headers.X-A', 6],
    ['sinks.my.own.url', 4],
    ['sinks.my.own.tls.ca', 2],
    ['sinks.my.own', 2],
  ] as const)
    assert.deepEqual(locate(problem(path), own), { ...problem(path), file: 'a.yaml', line }, path)
})

test('a problem that stands elsewhere comes back as it is', t => {
  const own = sink(t)
  for (const other of [
    problem('sinks.unknown.url'),
    problem('sinks.my.owner'),
    problem('log'),
    { ...problem('sinks.my.own'), file: 'f', line: 3 },
  ])
    assert.deepEqual(locate(other, own), other)
})
