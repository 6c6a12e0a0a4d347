import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appendOptions, type WrittenAppend } from '../../sinks/append-options.ts'
import type { AppendOptions } from '../../sinks/append-sink.ts'
import { Problems } from '../../sinks/problems.ts'
import { ConfigError } from '../../src/errors.ts'
import { AppendDouble } from '../helpers/append-double.ts'
import { delivery } from '../helpers/deliveries.ts'

const log = new AppendDouble()

function made(written: WrittenAppend, asked: string[] = []): AppendOptions {
  const context = {
    name: 'copy',
    userAgent: 'Sluice/1.2.3',
    concurrency: 1,
    log: (which: string) => {
      asked.push(which)
      return log
    },
  }
  return appendOptions(written, context, {
    which: 'cluster',
    origin: 'kafka',
    problems: new Problems('copy'),
  })
}

function wrong(written: WrittenAppend): readonly string[] {
  try {
    made(written)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`)
    throw error
  }
  return []
}

test('what is not written has its default, and the log is the one that was asked for', () => {
  const asked: string[] = []
  const options = made({ topic: 'netbox.{{ model }}' }, asked)
  assert.equal(options.timeout, 10_000)
  assert.equal(options.log, log)
  assert.deepEqual(asked, ['cluster'])
  assert.equal(options.record.topic.render(delivery()), 'netbox.device')
})

test('everything that is wrong is said at once, and no log is asked for', () => {
  const asked: string[] = []
  const written: WrittenAppend = {
    topic: 'net box.{{ model }}',
    headers: { dedup_id: 'x', ce_id: 'x' },
    signatures: [{ scheme: 'standard-webhooks', secrets: ['short'] }],
  }
  assert.deepEqual(wrong(written), [
    'sinks.copy.topic: has more than letters, digits, dots, underscores and hyphens',
    'sinks.copy.headers.dedup_id: is set by Sluice on every message',
    'sinks.copy.headers.ce_id: is set by Sluice on every message',
    'sinks.copy.signatures[0].secrets[0]: no secret of Standard Webhooks',
  ])
  assert.deepEqual(asked, [])
})

test('a topic that can never be one is wrong', () => {
  for (const topic of ['.', 'a/b', 'x'.repeat(250)]) assert.equal(wrong({ topic }).length, 1, topic)
  assert.match(wrong({ topic: '{{ nothing }}' })[0]!, /unknown name "nothing"/)
})
