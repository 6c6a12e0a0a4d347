import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { sinkTypes } from '../../sinks/index.ts'

const loaded = () => Object.keys(createRequire(import.meta.url).cache)

test('a type is loaded when it is asked for, and not before', async () => {
  assert.ok(!loaded().some(path => path.includes('/undici/')))
  await sinkTypes.get('http')!()
  assert.ok(loaded().some(path => path.includes('/undici/')))
  assert.ok(!loaded().some(path => path.includes('/@aws-sdk/')))
})

test('every type carries the name that it is listed under', async () => {
  for (const [name, load] of sinkTypes) assert.equal((await load()).type, name)
})
