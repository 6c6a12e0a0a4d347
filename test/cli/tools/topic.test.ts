import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseTopic, topicsOf } from '../../../src/cli/tools/topic.ts'
import type { SourceConfig } from '../../../src/config/types.ts'

const source = (...topics: string[]): SourceConfig => ({ topics, format: 'netbox', start: 'latest', key: [] })

test('the topics are those of all sources, each once', () => {
  assert.deepEqual(topicsOf({ sources: [source('a', 'b'), source('b', 'c')] }), ['a', 'b', 'c'])
})

test('the only topic needs no name', () => {
  assert.equal(chooseTopic(['a'], undefined), 'a')
  assert.equal(chooseTopic(['a', 'b'], 'b'), 'b')
})

test('one that is not read is refused with the one that was meant, or with all', () => {
  const usage = (message: RegExp, hint: string) => ({ code: 'usage', message, hint })
  assert.throws(
    () => chooseTopic(['events', 'b'], 'evnts'),
    usage(/no topic "evnts"/, 'did you mean "events"?'),
  )
  assert.throws(() => chooseTopic(['a', 'b'], 'something'), usage(/no topic/, 'it reads a, b'))
  assert.throws(
    () => chooseTopic(['a', 'b'], undefined),
    usage(/reads 2 topics: --topic says which/, 'it reads a, b'),
  )
  assert.throws(() => chooseTopic([], undefined), usage(/reads 0 topics/, 'it reads none'))
})
