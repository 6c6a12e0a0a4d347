import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { explain } from '../../../src/cli/explain/explain.ts'
import { type PlanOptions, plan } from '../../../src/cli/plan/plan.ts'
import { point } from '../../../src/cli/plan/point.ts'
import { withLog } from '../../../src/cli/tools/open-log.ts'
import { loadConfig } from '../../../src/config/index.ts'
import { folderWith } from '../../helpers/config-files.ts'
import { activation, several } from '../../helpers/explained.ts'
import { fillLog } from '../../helpers/filled-log.ts'
import { sharedKafka, unique } from '../../servers/kafka-suite.ts'

async function folder(t: TestContext): Promise<string> {
  const folder = folderWith(t, {
    'old.yaml': several,
    'new.yaml': several.replace('[crm, audit]', '[audit]'),
  })
  const messages = Array.from({ length: 10 }, () => JSON.stringify(activation))
  await fillLog(join(folder, 'data'), 'events', messages, index => 1_000 * index)
  return folder
}

async function planIn(folder: string, options: Partial<PlanOptions> = {}): Promise<string> {
  const against = join(folder, 'new.yaml')
  const all = { from: point('earliest'), to: point('latest') }
  return plan(join(folder, 'old.yaml'), { against, ...all, ...options })
}

test('the stretch between two points is compared, and the log stays as it is', async t => {
  const where = await folder(t)
  const { records, sinks } = JSON.parse(
    await planIn(where, { json: true, from: point('1970-01-01T00:00:03Z'), to: point('0:9') }),
  )
  assert.equal(records, 6)
  assert.deepEqual(sinks[0].lost, { count: 6, examples: ['events/0@3', 'events/0@4', 'events/0@5'] })
  assert.match(await planIn(where), /^10 records of 1 partition\n/)
  const { config } = await loadConfig(join(where, 'old.yaml'))
  await withLog(config.log, async log => {
    assert.deepEqual(await log.bounds('events'), [{ start: 0, end: 10 }])
    assert.deepEqual(await log.committed('sluice', 'events'), [undefined])
  })
})

test('a topic that neither configuration reads is wrong usage, one that the log lacks is missing', async t => {
  const where = await folder(t)
  await assert.rejects(planIn(where, { topic: 'other' }), {
    code: 'usage',
    message: /reads no topic "other"/,
  })
  const text = readFileSync(join(where, 'new.yaml'), 'utf8')
  writeFileSync(join(where, 'new.yaml'), `sources: [{ topics: [more] }]\n${text}`)
  await assert.rejects(planIn(where), { code: 'topic_missing', message: /topic more does not exist/ })
  assert.match(await planIn(where, { topic: 'events' }), /^10 records/)
})

const kafka = sharedKafka('explain and plan on Kafka')

test('on Kafka records are found by place and by time, beside the routers', { skip: kafka.skip }, async t => {
  const topic = unique('events')
  const began = Date.now() - 60_000
  const brokers = await kafka.brokers()
  const settings = `log: { type: kafka, brokers: ${JSON.stringify(brokers)} }\nsources: [{ topics: [${topic}] }]\n`
  const yaml = several.replace(/ingest.*\n/, settings)
  const where = folderWith(t, { 'old.yaml': yaml, 'new.yaml': yaml.replace('[crm, audit]', '[audit]') })
  const { config } = await loadConfig(join(where, 'old.yaml'))
  await withLog(config.log, async log => {
    await log.createTopic(topic, { partitions: 2 })
    const value = Buffer.from(JSON.stringify(activation))
    const record = (index: number) => ({
      key: null,
      value,
      partition: index % 2,
      timestamp: began + index,
    })
    await log.append(
      topic,
      Array.from({ length: 20 }, (_, index) => record(index)),
    )
  })
  const { records, sinks } = JSON.parse(
    await planIn(where, { json: true, from: point(new Date(began + 15).toISOString()) }),
  )
  assert.equal(records, 5)
  assert.deepEqual(sinks[0].lost, {
    count: 5,
    examples: [8, 9].map(offset => `${topic}/0@${offset}`).concat(`${topic}/1@7`),
  })
  const place = { topic, partition: 1, offset: 9, header: [], rule: [] }
  assert.match(await explain(join(where, 'old.yaml'), place), new RegExp(`^record {2}${topic}/1 offset 9, `))
  await assert.rejects(explain(join(where, 'old.yaml'), { ...place, offset: 10 }), {
    code: 'offset_out_of_range',
    hint: 'it holds 0 to 9',
  })
})
