import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { clientIdOf } from '../../../sinks/mqtt/client-id.ts'

test('host and process number make the id one that nobody else has', () => {
  assert.equal(clientIdOf('sluice-edge', 'host1', 42), 'sluice-edge-host1-42')
  assert.ok(clientIdOf('a').startsWith(`a-${hostname().slice(0, 1)}`))
  assert.ok(clientIdOf('a').endsWith(`-${process.pid}`))
})

test('of the host only what every broker takes is used', () => {
  assert.equal(clientIdOf('a', 'h\u00f6st.example.com', 1), 'a-h-st-example-com-1')
  assert.equal(clientIdOf('a', 'x'.repeat(300), 1).length, 'a--1'.length + 64)
})
