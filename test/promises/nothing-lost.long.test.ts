import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { scaled } from '../helpers/share.ts'
import type { SluiceProcess } from '../helpers/sluice-process.ts'
import { until } from '../helpers/until.ts'
import { ownKafka, sharedKafka } from '../servers/kafka-suite.ts'
import { finished, killedAgainAndAgain, onEmbedded, onKafka, WINDOW } from './scenario.ts'

const kafka = sharedKafka('nothing lost on Kafka, at length')
const own = ownKafka('nothing lost while brokers restart')

const events = scaled(100_000, 8_000)
const kills = scaled(20, 3)

describe('nothing lost on Kafka, at length', { skip: kafka.skip, timeout: 1_200_000 }, () => {
  test(`${kills} kills at random moments lose 0 of ${events} events`, async t => {
    const scenario = await onKafka(t, await kafka.brokers(), events)
    await killedAgainAndAgain(scenario, kills, t)
    assert.ok(scenario.ledger.duplicates <= kills * WINDOW, `${scenario.ledger.duplicates} duplicates`)
  })

  test('two instances joining and leaving every few seconds lose nothing', async t => {
    const scenario = await onKafka(t, await kafka.brokers(), events)
    scenario.ledger.delay = 3 // so that the load lasts through the changes
    const changes = scaled(12, 3)
    let stays: SluiceProcess = scenario.start()
    await stays.ready()
    for (let change = 0; change < changes; change++) {
      const joins = scenario.start()
      await joins.ready()
      await sleep(500 + Math.random() * 1_500)
      assert.equal(await stays.kill('SIGTERM'), 0, stays.said)
      stays = joins
    }
    await finished(scenario, stays)
    t.diagnostic(`${scenario.ledger.duplicates} duplicates after ${2 * changes} changes of the group`)
  })
})

describe('nothing lost while brokers restart', { skip: own.skip, timeout: 600_000 }, () => {
  test('a broker restarted in mid-run loses nothing', async t => {
    const { bootstrap, restart } = await own.start(t).then(server => ({
      bootstrap: server.bootstrap,
      restart: (signal: NodeJS.Signals) => server.restart(1, signal),
    }))
    const count = scaled(40_000, 6_000)
    const scenario = await onKafka(t, bootstrap, count)
    scenario.ledger.delay = 2
    const sluice = scenario.start()
    for (const [part, signal] of [
      [0.3, 'SIGTERM'],
      [0.6, 'SIGKILL'],
    ] as const) {
      await until(() => scenario.ledger.arrived.size >= part * count, `${part} of the events`, 120_000)
      await restart(signal)
    }
    await finished(scenario, sluice)
    t.diagnostic(`${scenario.ledger.duplicates} duplicates after 2 restarts of the broker`)
  })
})

test(`${kills} kills at random moments lose 0 of ${events} events on the embedded log`, {
  timeout: 1_200_000,
}, async t => {
  const scenario = await onEmbedded(t, events)
  await killedAgainAndAgain(scenario, kills, t)
  assert.ok(scenario.ledger.duplicates <= kills * WINDOW, `${scenario.ledger.duplicates} duplicates`)
})
