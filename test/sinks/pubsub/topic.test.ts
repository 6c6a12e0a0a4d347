import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problems } from '../../../sinks/problems.ts'
import { topicOf } from '../../../sinks/pubsub/topic.ts'

function read(topic: string, project?: string): readonly [name: string, problems: readonly string[]] {
  const problems = new Problems('analytics')
  const name = topicOf(topic, project, problems)
  return [name, problems.found.map(({ path, message }) => `${path}: ${message}`)]
}

test('a name stands in its project, and a full name by itself', () => {
  assert.deepEqual(read('netbox', 'my-project'), ['projects/my-project/topics/netbox', []])
  assert.deepEqual(read('projects/p1/topics/net.box~1+2%', undefined), [
    'projects/p1/topics/net.box~1+2%',
    [],
  ])
  assert.deepEqual(read('projects/p1/topics/netbox', 'p1'), ['projects/p1/topics/netbox', []])
  assert.deepEqual(read('netbox', 'example.com:p1'), ['projects/example.com:p1/topics/netbox', []])
})

for (const [what, topic, project, expected] of [
  ['no project', 'netbox', undefined, 'sinks.analytics.project: is missing'],
  [
    'two projects',
    'projects/a/topics/netbox',
    'b',
    'sinks.analytics.project: "b", but the topic is one of "a"',
  ],
  ['a project that is none', 'netbox', 'My Project', 'sinks.analytics.project: no id of a project'],
  [
    'such a project in a full name',
    'projects/A/topics/netbox',
    undefined,
    'sinks.analytics.topic: no id of a project',
  ],
  ['too short', 'ab', 'p', 'sinks.analytics.topic: no name of a topic'],
  ["Google's own", 'google-x', 'p', 'sinks.analytics.topic: no name of a topic'],
  ['a digit first', '1abc', 'p', 'sinks.analytics.topic: no name of a topic'],
  ['a subscription', 'projects/p/subscriptions/s', 'p', 'sinks.analytics.topic: no name of a topic'],
] as const)
  test(`no topic: ${what}`, () => {
    assert.deepEqual(read(topic, project)[1], [expected])
  })
