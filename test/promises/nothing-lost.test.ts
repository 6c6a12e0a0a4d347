import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sharedKafka } from '../servers/kafka-suite.ts'
import { killedAgainAndAgain, onEmbedded, onKafka, WINDOW } from './scenario.ts'

const kafka = sharedKafka('nothing lost on Kafka')

describe('nothing lost on Kafka', { skip: kafka.skip, timeout: 180_000 }, () => {
  test('two kills under load lose nothing', async t => {
    const scenario = await onKafka(t, await kafka.brokers(), 6_000)
    await killedAgainAndAgain(scenario, 2, t)
    assert.ok(scenario.ledger.duplicates <= 2 * WINDOW, `${scenario.ledger.duplicates} duplicates`)
  })
})

test('two kills under load lose nothing on the embedded log', { timeout: 180_000 }, async t => {
  const scenario = await onEmbedded(t, 6_000)
  await killedAgainAndAgain(scenario, 2, t)
  assert.ok(scenario.ledger.duplicates <= 2 * WINDOW, `${scenario.ledger.duplicates} duplicates`)
})
