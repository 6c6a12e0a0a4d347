import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replay } from '../../../src/cli/admin/replay.ts'
import { askingOptions } from '../../helpers/asking.ts'
import { operated } from '../../helpers/operated.ts'

test('conditions are YAML; a job that is not done is no success', async t => {
  const running = await operated(t, { count: 1 })
  const options = { ...askingOptions(t, running), sink: 'crm', from: 'earliest' }
  await assert.rejects(replay({ ...options, where: '{a' }), { code: 'usage', message: /--where/ })
  await assert.rejects(replay({ ...options, from: undefined } as never), { code: 'usage' })
  const done = await replay({ ...options, where: '{ attr: event, value: object_updated }', json: true })
  assert.equal(done.good, true)
  const { id } = JSON.parse(done.text) as { id: string }
  const resumed = await replay({ ...askingOptions(t, running), resume: id })
  assert.match(resumed.text, /done: 1 of 1 delivered/)
})
