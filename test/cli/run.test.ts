import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { folderWith, sinkAndRule } from '../helpers/config-files.ts'
import { deadPort } from '../helpers/http-server.ts'
import { get, SluiceProcess, testFolder } from '../helpers/sluice-process.ts'
import { until } from '../helpers/until.ts'

const config = `
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
${sinkAndRule}`

test('run says where it listens, and ends with 0 at SIGTERM and at SIGINT', async t => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const sluice = new SluiceProcess(t, { config })
    const metrics = await sluice.ready()
    assert.equal((await get(`${metrics}/health`)).status, 200)
    assert.equal(await sluice.kill(signal), 0, sluice.said)
    assert.ok(sluice.lines.some(({ msg }) => msg === 'stopped'))
  }
})

test('a wrong configuration ends it with 2 before anything is started', async t => {
  const cwd = folderWith(t, { 'sluice.yaml': `${config}rulez: []\n` })
  const { code, out, err } = await cli(['run'], { cwd })
  assert.deepEqual([code, out], [2, ''])
  assert.match(err, /rulez: unknown key/)
})

test('a port that is taken ends it with 1 and one clear message', async t => {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const sluice = new SluiceProcess(t, {
    config: config.replace('metrics: { listen: 127.0.0.1:0', `metrics: { listen: 127.0.0.1:${port}`),
  })
  assert.equal(await sluice.exited, 1)
  assert.match(
    sluice.errors,
    /^sluice: metrics\.listen: cannot listen on 127\.0\.0\.1:\d+: the port is taken by another process\n {2}stop that process/,
  )
})

test('a data folder in use ends it with 1 and says who has it', async t => {
  const folder = testFolder(t)
  const first = new SluiceProcess(t, { config, folder })
  await first.ready()
  const second = new SluiceProcess(t, { config, folder })
  assert.equal(await second.exited, 1)
  assert.match(second.errors, new RegExp(`^sluice: data folder .* is in use by process ${first.pid} `))
  assert.equal(await first.kill('SIGTERM'), 0)
})

test('a Kafka that cannot be reached is waited for visibly, and a signal ends the wait', async t => {
  const broker = `127.0.0.1:${await deadPort()}`
  const sluice = new SluiceProcess(t, {
    config: `
log: { type: kafka, brokers: ["${broker}"] }
sources: [{ topics: [netbox.events] }]
metrics: { listen: 127.0.0.1:0 }
drain: 1s
${sinkAndRule}`,
  })
  const { metrics } = await sluice.line('started')
  let text = ''
  await until(
    async () => {
      const answer = await get(`${metrics}/ready`)
      text = answer.text
      return answer.status === 503 && text.includes(broker)
    },
    'readiness that names the broker',
    20_000,
  )
  assert.equal((await get(`${metrics}/health`)).status, 200)
  assert.ok(sluice.running, text)
  assert.equal(await sluice.kill('SIGTERM'), 0, sluice.said)
})
