import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deliveryFor, tryOut } from '../src/try-out.ts'
import { load, whole } from './helpers/config-files.ts'
import { logRecord } from './helpers/events.ts'
import { AnsweringSink } from './helpers/jobs.ts'
import { eventWork } from './helpers/outbox.ts'

test('a test event goes through an adapter once, marked, whatever comes of it', async t => {
  const { config } = await load(t, whole)
  const [settings] = [...config.sinks.values()]
  const sink = new AnsweringSink()
  sink.answer = () => ({ kind: 'refused', class: 'rejected', reason: 'no' })
  const { outcome, took } = await tryOut(sink, settings!, config)
  assert.deepEqual([outcome.kind, sink.sent.length, sink.sent[0]?.test], ['refused', 1, true])
  assert.ok(took >= 0)
})

test('where no body can be made, that is said, and nothing is sent', async t => {
  const { config } = await load(t, whole.replace('type: http', 'type: http, body: "{{ nothing.at.all }}"'))
  const [settings] = [...config.sinks.values()]
  const sink = new AnsweringSink()
  await assert.rejects(tryOut(sink, settings!, config), { code: 'test_failed' })
  assert.equal(sink.sent.length, 0)
  const work = eventWork(logRecord('{}'), [settings!.name])
  assert.notEqual((await deliveryFor(settings!, work, config)).refused, '')
})
