import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type OpsServerOptions, opsServer } from '../../src/ops/ops-server.ts'
import type { Readiness } from '../../src/ops/types.ts'
import { send } from '../helpers/http-client.ts'
import { KeptLogger } from '../helpers/outbox.ts'
import { until } from '../helpers/until.ts'

const ready: Readiness = {
  ready: true,
  parts: { log: { ready: true, detail: 'kafka localhost:9092' } },
  missingTopics: [],
  alarms: [],
}

async function start(t: TestContext, options: Partial<OpsServerOptions> = {}) {
  const logger = new KeptLogger()
  const server = await opsServer({
    listen: { host: '127.0.0.1', port: 0 },
    metrics: async () => ({ type: 'text/plain; version=0.0.4; charset=utf-8', text: 'up 1\n' }),
    ready: () => ready,
    logger,
    ...options,
  })
  t.after(() => server.close())
  return { address: server.address, logger }
}

test('/metrics gives the metrics with their content type', async t => {
  const { address } = await start(t)
  const { status, headers, text } = await send(address, '/metrics?x=1')
  assert.deepEqual(
    [status, headers['content-type'], text],
    [200, 'text/plain; version=0.0.4; charset=utf-8', 'up 1\n'],
  )
})

test('/health answers whatever the state of the logs', async t => {
  const { address } = await start(t, { ready: () => ({ ...ready, ready: false }) })
  const { status, headers, json } = await send(address, '/health')
  assert.deepEqual([status, json()], [200, { status: 'ok' }])
  assert.match(headers['content-type']!, /^application\/json\b/)
  assert.equal(headers['cache-control'], 'no-store')
})

test('/ready says what keeps the instance from its work', async t => {
  let readiness: Readiness = ready
  const { address } = await start(t, { ready: () => readiness })
  const good = await send(address, '/ready')
  assert.deepEqual([good.status, good.json()], [200, ready])
  readiness = {
    ...ready,
    ready: false,
    parts: { group: { ready: false, detail: 'joining group sluice' } },
    missingTopics: ['netbox.events'],
  }
  const bad = await send(address, '/ready')
  assert.deepEqual([bad.status, bad.json()], [503, readiness])
})

test('a dead sink is listed, and does not make the instance unready', async t => {
  const alarms = [{ sink: 'crm', reason: 'answered 401' }]
  const { address } = await start(t, { ready: () => ({ ...ready, alarms }) })
  const { status, json } = await send(address, '/ready')
  assert.equal(status, 200)
  assert.deepEqual((json() as Readiness).alarms, alarms)
})

test('an unknown path is answered with the paths there are', async t => {
  const { address } = await start(t)
  for (const path of ['/', '/metrics/', '/constructor', '/toString', '/%zz']) {
    const { status, text } = await send(address, path)
    assert.equal(status, 404)
    assert.equal(text, `no such path: ${path}; there are /metrics, /health, /ready\n`)
  }
})

test('other methods are refused with those that are allowed', async t => {
  const { address } = await start(t)
  for (const method of ['POST', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND']) {
    const { status, headers } = await send(address, '/metrics', { method })
    assert.deepEqual([status, headers.allow], [405, 'GET, HEAD'])
  }
  const head = await send(address, '/metrics', { method: 'HEAD' })
  assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '5'])
})

test('scrapes at the same time read the metrics once', async t => {
  let underWay = 0
  let most = 0
  let release = () => {}
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  const { address } = await start(t, {
    metrics: async () => {
      most = Math.max(most, ++underWay)
      await gate
      underWay--
      return { type: 'text/plain', text: 'x' }
    },
  })
  const scrapes = Array.from({ length: 5 }, () => send(address, '/metrics'))
  await until(() => underWay > 0, 'the first scrape')
  await send(address, '/health') // while a scrape is under way, others are answered
  release()
  for (const { status, text } of await Promise.all(scrapes)) assert.deepEqual([status, text], [200, 'x'])
  assert.equal(most, 1)
})

test('metrics that cannot be read are a 500 that tells nothing, and a log line that does', async t => {
  const { address, logger } = await start(t, {
    metrics: async () => {
      throw new Error('broken inside')
    },
  })
  const { status, text } = await send(address, '/metrics')
  assert.equal(status, 500)
  assert.doesNotMatch(text, /broken inside/)
  assert.deepEqual(logger.lines, [
    { level: 'error', message: 'ops.failed', fields: { path: '/metrics', error: 'broken inside' } },
  ])
})

test('a readiness that throws is a 500, and the server goes on', async t => {
  const { address, logger } = await start(t, {
    ready: () => {
      throw new Error('broken inside')
    },
  })
  assert.equal((await send(address, '/ready')).status, 500)
  assert.equal(logger.lines[0]?.message, 'ops.failed')
  assert.equal((await send(address, '/health')).status, 200)
})

test('a port that is taken names metrics.listen', async t => {
  const { address } = await start(t)
  await assert.rejects(
    opsServer({
      listen: address,
      metrics: async () => ({ type: '', text: '' }),
      ready: () => ready,
      logger: new KeptLogger(),
    }),
    { code: 'listen_failed', message: /^metrics\.listen: / },
  )
})
