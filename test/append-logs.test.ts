import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { appendLogsOf } from '../src/append-logs.ts'
import type { SinkConfig } from '../src/config/types.ts'
import { load } from './helpers/config-files.ts'
import { quietLogger } from './helpers/quiet-logger.ts'
import { StubLog } from './helpers/stub-log.ts'

const rest = 'sinks: { crm: { type: file, stdout: true } }\nrules: []\n'
const kafka = `log: { type: kafka, brokers: ["k1:9092", "k2:9092"] }\nsources: [{ topics: [a] }]\n${rest}`

async function logsFor(t: TestContext, yaml: string, options: object, log?: () => StubLog) {
  const { config } = await load(t, yaml)
  const sink = { name: 'copy', type: 'kafka', options } as unknown as SinkConfig
  return appendLogsOf(sink, { config, log, logger: quietLogger })
}

test("the router's log is asked for when it is first used, and not closed", async t => {
  const stub = new StubLog()
  let closed = false
  stub.close = async () => {
    closed = true
  }
  let asked = 0
  const log = (
    await logsFor(t, `ingest: {}\n${rest}`, {}, () => {
      asked++
      return stub
    })
  )('own')
  assert.equal(asked, 0)
  assert.equal(log.reachable(), false)
  await log.append('copies', [{ key: null, value: null }])
  await log.append('copies', [{ key: null, value: null }])
  assert.equal(asked, 1)
  assert.equal(log.reachable(), true)
  stub.unready = 'away'
  assert.equal(log.reachable(), false)
  await log.close()
  assert.equal(closed, false)
})

test('where it cannot be had, the next use asks again', async t => {
  const answers: (() => StubLog)[] = [
    () => {
      throw new Error('not yet')
    },
    () => new StubLog(),
  ]
  const log = (await logsFor(t, `ingest: {}\n${rest}`, {}, () => answers.shift()!()))('own')
  await assert.rejects(log.append('copies', []), /not yet/)
  assert.deepEqual(await log.append('copies', []), [])
})

test('own topics are those that are read and those of dead letters; of another cluster none are', async t => {
  const own = (await logsFor(t, kafka, {}, () => new StubLog()))('own')
  for (const topic of ['a', 'dead-letters.crm', 'dead-letters.undecodable'])
    assert.ok(own.isOwn(topic), topic)
  assert.ok(!own.isOwn('copies'))
  const same = (await logsFor(t, kafka, { brokers: ['k2:9092'] }))('cluster')
  assert.ok(same.isOwn('a'))
  const other = (await logsFor(t, kafka, { brokers: ['k3:9092'] }))('cluster')
  assert.ok(!other.isOwn('a'))
  for (const log of [own, same, other]) await log.close()
})
