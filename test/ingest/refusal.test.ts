import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { causeOf, Refusal, refusalOf, refusalOfAppend, unavailable } from '../../src/ingest/refusal.ts'

const failure = (code: string) => new SluiceError(code, 'broker-7.internal said no')

test('each way in which an append fails has its answer', () => {
  const answers = ['record_too_large', 'log_full', 'topic_missing', 'append_failed'].map(code => {
    const { status, headers } = refusalOfAppend(failure(code))
    return [code, status, headers['Retry-After']]
  })
  assert.deepEqual(answers, [
    ['record_too_large', 413, undefined],
    ['log_full', 507, '30'],
    ['topic_missing', 503, '5'],
    ['append_failed', 503, '5'],
  ])
  assert.equal(refusalOfAppend(new TypeError('x')).status, 503)
})

test('an answer does not repeat what the log said, a log line does', () => {
  for (const code of ['record_too_large', 'log_full', 'append_failed']) {
    assert.doesNotMatch(refusalOfAppend(failure(code)).message, /broker-7/)
  }
  assert.deepEqual(causeOf(failure('log_full')), { code: 'log_full', error: 'broker-7.internal said no' })
  assert.deepEqual(causeOf('x'), { code: 'internal', error: 'x' })
})

test('a refusal stays itself, a defect is 500 and tells nothing', () => {
  const refusal = unavailable('later')
  assert.equal(refusalOf(refusal), refusal)
  const defect = refusalOf(new TypeError('secret'))
  assert.ok(defect instanceof Refusal)
  assert.deepEqual([defect.status, defect.code], [500, 'internal'])
  assert.doesNotMatch(defect.message, /secret/)
})

test('docs/ingest.md has every status with its code, and no others', () => {
  const root = join(import.meta.dirname, '../..')
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const code = globSync('src/ingest/*.ts', { cwd: root }).map(read).join('\n')
  const given = [...code.matchAll(/new Refusal\(\s*(\d{3}),\s*'(\w+)'/g)].map(
    ([, status, name]) => `${status} ${name}`,
  )
  assert.equal(given.length, code.match(/new Refusal\(/g)?.length)
  const documented = [...read('docs/ingest.md').matchAll(/^\| (\d{3}) \| `(\w+)` \|/gm)].map(
    ([, status, name]) => `${status} ${name}`,
  )
  assert.ok(documented.length > 10)
  assert.deepEqual([...documented].sort(), [...new Set(given)].sort())
  for (const status of ['202', '408', '417', '431'])
    assert.match(read('docs/ingest.md'), new RegExp(`\\b${status}\\b`))
})
