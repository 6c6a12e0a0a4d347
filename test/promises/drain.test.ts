import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { until } from '../helpers/until.ts'
import { sharedKafka } from '../servers/kafka-suite.ts'
import { finished, onEmbedded, onKafka, type Scenario } from './scenario.ts'

const kafka = sharedKafka('a drain on Kafka')

describe('a drain on Kafka', { skip: kafka.skip, timeout: 180_000 }, () => {
  test('SIGTERM under load loses nothing, repeats nothing and ends with 0', async t => {
    await drained(await onKafka(t, await kafka.brokers(), 4_000))
  })
})

test('SIGTERM under load loses nothing and repeats nothing on the embedded log', {
  timeout: 180_000,
}, async t => {
  const scenario = await onEmbedded(t, 4_000)
  await drained(scenario)
})

test('a second signal leaves at once', { timeout: 60_000 }, async t => {
  const scenario = await onEmbedded(t, 100)
  scenario.ledger.answer = () => 503 // the drain would wait for a request under way
  scenario.ledger.delay = 10_000
  const sluice = scenario.start()
  await until(() => scenario.ledger.asked > 0, 'a request under way', 30_000)
  sluice.signal('SIGTERM')
  await sluice.line('draining; a second signal leaves at once')
  const begun = performance.now()
  assert.equal(await sluice.kill('SIGTERM'), 1)
  assert.ok(performance.now() - begun < 5_000)
})

async function drained(scenario: Scenario): Promise<void> {
  const { ledger, count, start } = scenario
  ledger.delay = 1 // requests are under way when the signal comes
  let sluice = start()
  for (const part of [0.3, 0.6]) {
    await until(() => ledger.arrived.size >= part * count, `${part} of the events`, 60_000)
    assert.equal(await sluice.kill('SIGTERM'), 0, sluice.said)
    sluice = start()
  }
  await finished(scenario, sluice)
  assert.equal(ledger.duplicates, 0)
}
