import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from './helpers/config-files.ts'
import { operated, operatedConfig } from './helpers/operated.ts'
import { adminToken, Operator } from './helpers/operator.ts'
import { until } from './helpers/until.ts'

test('a reload brings other tokens, and jobs go on over it', async t => {
  const { app, folder, receiver, operator } = await operated(t, { count: 3 })
  receiver.answer = () => ({ status: 503 })
  const job = await operator.begin({ kind: 'replay', sink: 'crm', from: 'earliest' })
  await until(
    () => receiver.requests.some(({ headers }) => headers['sluice-replay-id'] === job.id),
    'an attempt',
  )
  const yaml = operatedConfig(receiver.origin)
    .replaceAll(adminToken, 'another')
    .replace('type: embedded,', `type: embedded, path: "${folder}/data",`)
  const { config } = await load(t, yaml)
  await app.reload(config)
  assert.equal((await operator.get('/jobs')).status, 401)
  receiver.answer = () => ({ status: 200 })
  const next = new Operator(app, 'another')
  const ended = await next.ended(job.id)
  assert.deepEqual([ended.state, ended.settled], ['done', 3], ended.detail)
})

test('without `admin` nobody listens', async t => {
  const { runApp } = await import('./helpers/running-app.ts')
  const { app } = await runApp(t, operatedConfig('http://127.0.0.1:1').replace(/^admin:.*$/m, ''))
  assert.equal(app.addresses.admin, undefined)
})
