import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { until } from '../helpers/until.ts'
import { sharedKafka } from '../servers/kafka-suite.ts'
import { finished, onKafka } from './scenario.ts'

const kafka = sharedKafka('a rolling restart on Kafka')

describe('a rolling restart on Kafka', { skip: kafka.skip, timeout: 240_000 }, () => {
  test('three instances restarted one after the other under load lose nothing and repeat nothing', async t => {
    const scenario = await onKafka(t, await kafka.brokers(), 12_000)
    const { ledger, count, start } = scenario
    ledger.delay = 3 // requests are under way at each change of the group
    const instances = [start(), start(), start()]
    for (const instance of instances) await instance.ready()
    for (const [at, part] of [0.15, 0.4, 0.65].entries()) {
      await until(() => ledger.arrived.size >= part * count, `${part} of the events`, 90_000)
      assert.equal(await instances[at]!.kill('SIGTERM'), 0, instances[at]!.said)
      instances[at] = start()
      await instances[at].ready()
    }
    await finished(scenario, ...instances)
    assert.equal(ledger.duplicates, 0)
  })
})
