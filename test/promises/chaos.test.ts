import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { ownKafka } from '../servers/kafka-suite.ts'
import { embeddedRig, kafkaRig, type Rig } from './chaos/rig.ts'
import { type ChaosResult, chaos, describeResult } from './chaos/run.ts'

const kafka = ownKafka('random faults on Kafka')
const seed = Number(process.env['SLUICE_CHAOS_SEED'] ?? Date.now() % 1_000_000)
const promise =
  'whatever happens nothing is lost, first arrivals of a key are in order, and repeats are few and have their first id'

describe('random faults on Kafka', { skip: kafka.skip, timeout: 240_000 }, () => {
  let result: ChaosResult | undefined

  test(`on three brokers, ${promise}: seed ${seed}`, { timeout: 180_000 }, async t => {
    const brokers = await kafka.start(t, { brokers: 3, heap: '192m' })
    result = await hold(t, await kafkaRig(t, brokers), 20_000)
  })

  test('a send resolves whose records were partly never written: what was answered 202, and every dead letter, is in the log', () => {
    assert.ok(result !== undefined, 'the run came to its end')
    assert.deepEqual(result.verdict.unwritten, [])
    for (const { sink, lost } of result.verdict.sinks) assert.deepEqual(lost, [], sink)
  })
})

test(`on the embedded log, ${promise}: seed ${seed}`, { timeout: 180_000 }, async t => {
  await hold(t, await embeddedRig(t), 10_000)
})

async function hold(t: TestContext, rig: Rig, milliseconds: number): Promise<ChaosResult> {
  const again = `again: SLUICE_CHAOS_SEED=${seed} npm test -- promises/chaos`
  t.diagnostic(again)
  const result = await chaos(t, rig, { seed, milliseconds, killsOfEach: 3 })
  t.diagnostic(describeResult(result))
  assert.ok(result.verdict.good, `${describeResult(result)}\n${again}`)
  return result
}
