import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Proof } from '../../../sinks/http/proof.ts'
import { SluiceError } from '../../../src/errors.ts'

test('whoever asks at the same time waits for one proof; once given it is not asked for again', async () => {
  let asked = 0
  const proof = new Proof(async () => {
    asked++
  })
  assert.equal(proof.given, false)
  await Promise.all([proof.demand(), proof.demand()])
  await proof.demand()
  assert.deepEqual([asked, proof.given], [1, true])
})

test('a proof that failed is asked for again, but not more often than once a second', async () => {
  const clock = { now: 0 }
  const failure = new SluiceError('challenge_failed', 'no')
  let asked = 0
  let good = false
  const proof = new Proof(
    async () => {
      asked++
      if (!good) throw failure
    },
    () => clock.now,
  )
  await assert.rejects(proof.demand(), failure)
  await assert.rejects(proof.demand(), failure)
  assert.equal(asked, 1)
  clock.now = 1_000
  await assert.rejects(proof.demand(), failure)
  assert.equal(asked, 2)
  good = true
  clock.now = 2_000
  await proof.demand()
  assert.equal(proof.given, true)
})

test('closing ends what is under way', async () => {
  const proof = new Proof(
    signal =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      }),
  )
  const waiting = proof.demand()
  proof.close()
  await assert.rejects(waiting, { code: 'sink_closed' })
})
