import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JobSpec, readSpec, specLine } from '../../src/jobs/spec.ts'

const spec: JobSpec = {
  id: 'j',
  kind: 'replay',
  sink: 'crm',
  rate: 100,
  by: 'ops',
  created: '2026-03-01T12:00:00Z',
  where: { attr: 'username', value: 'a\nb' },
  select: {},
}
const stretch = { topic: 'events', partition: 1, from: 3, to: 9 }

test('a spec is read back from metadata, and what follows it is left', () => {
  const line = specLine(spec, stretch)
  assert.deepEqual(readSpec(`${line}1;abcdef:2`, stretch), { written: { spec, stretch }, rest: '1;abcdef:2' })
  assert.deepEqual(readSpec(line, stretch), { written: { spec, stretch }, rest: '' })
})

test('metadata without one is left as it is', () => {
  for (const metadata of ['', '1;abcdef:2', 'job1;{\n', 'job1;{"id":"x"}'])
    assert.deepEqual(readSpec(metadata, stretch), { written: undefined, rest: metadata })
})
