import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { detourThrough, Gate } from './gate.ts'
import { HttpReceiver } from './http-server.ts'
import { get } from './sluice-process.ts'
import { until } from './until.ts'

test('what comes to a gate is passed on, held while it is silent, and broken where it is dropped', async t => {
  const receiver = await HttpReceiver.start(t)
  const gate = await Gate.start(t, receiver.port)
  const ask = () => get(`http://127.0.0.1:${gate.port}/`).then(({ status }) => status)
  assert.equal(await ask(), 200)
  gate.state = 'silent'
  let answered = false
  const asked = ask().finally(() => {
    answered = true
  })
  await until(() => receiver.accepted === 2, 'a connection')
  assert.deepEqual([answered, receiver.requests.length], [false, 1])
  gate.state = 'open'
  assert.equal(await asked, 200)
  gate.state = 'dropped'
  await assert.rejects(ask())
})

test('a process with a detour goes through the gate, whatever it connects with', async t => {
  const receiver = await HttpReceiver.start(t)
  const gate = await Gate.start(t, receiver.port)
  gate.state = 'dropped'
  const code = `fetch('${receiver.origin}').then(() => process.exit(0), () => process.exit(7))`
  const env = { ...process.env, ...detourThrough(new Map([[receiver.port, gate]])) }
  for (const [state, expected] of [
    ['dropped', 7],
    ['open', 0],
  ] as const) {
    gate.state = state
    const [exit] = await once(spawn(process.execPath, ['-e', code], { env }), 'exit')
    assert.equal(exit, expected, state)
  }
})
