import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkTopic, Topics } from '../../../src/logs/embedded/topics.ts'
import { errorOf } from './fixtures.ts'

test('a topic is found by its name, and one that is missing is named with a hint', () => {
  const topics = new Topics()
  topics.add({ name: 'events', partitions: [{ id: 7, start: 0, end: 0 }] })
  assert.deepEqual(topics.get('events'), { name: 'events', ids: [7] })
  assert.equal(topics.find('other'), undefined)
  const { code, message, hint } = errorOf(() => topics.get('other'))
  assert.equal(code, 'topic_missing')
  assert.match(message, /"other" does not exist/)
  assert.notEqual(hint, '')
})

test('a topic has a name that Kafka takes too, and a sensible number of partitions', () => {
  for (const name of ['a', 'netbox.events', 'dead-letters.http_crm', 'x'.repeat(249)]) checkTopic(name, 4)
  for (const name of ['', '.', '..', 'a b', 'a/b', 'ž', 'x'.repeat(250)])
    assert.equal(errorOf(() => checkTopic(name, 4)).code, 'topic_not_created', name)
  for (const partitions of [0, -1, 1.5, Number.NaN, 1_001])
    assert.match(errorOf(() => checkTopic('a', partitions)).message, /partitions/)
})
