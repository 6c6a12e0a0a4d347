import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longestTopic, parseTopic, problemOf, topicText } from '../../../sinks/mqtt/topic.ts'
import { delivery } from '../../helpers/deliveries.ts'

test('a topic is made of what the event has', () => {
  assert.equal(
    parseTopic('netbox/{{ object_type }}/{{ event }}').of(delivery()),
    'netbox/dcim.device/object_updated',
  )
  assert.equal(parseTopic('netbox/events').fixed, 'netbox/events')
})

test('a value stays within its level, and different values stay different', () => {
  for (const [value, text] of [
    ['a+b', 'a%2Bb'],
    ['a#b', 'a%23b'],
    ['a/b', 'a%2Fb'],
    ['a%2Fb', 'a%252Fb'],
    ['a\0b', 'a%00b'],
    ['a\u0007\u009fb', 'a%07%C2%9Fb'],
    ['Z\u00fcrich \u{1f600}', 'Z\u00fcrich \u{1f600}'],
    ['a\ud800', 'a\ufffd'],
    ['$SYS', '$SYS'],
  ] as const)
    assert.equal(topicText(value), text)
  assert.equal(parseTopic('a/{{ event_type }}/b').of(delivery({ type: '../+/#' })), 'a/..%2F%2B%2F%23/b')
})

test('an event cannot reach the topics of the broker itself', () => {
  assert.equal(parseTopic('{{ event_type }}/x').of(delivery({ type: '$SYS' })), '%24SYS/x')
  assert.equal(parseTopic('$aws/rules/{{ model }}').of(delivery()), '$aws/rules/device')
})

for (const [text, message] of [
  ['', 'a topic without a name'],
  ['netbox/#', 'has a wildcard (+ or #); these are for subscribers'],
  ['netbox/+/{{ model }}', 'has a wildcard (+ or #); these are for subscribers'],
  ['a\0b', 'has a NUL in it'],
  ['$share/group/a', 'begins with $share/, which is for subscribers'],
  ['a\ud800', 'is not well-formed Unicode'],
  ['x'.repeat(longestTopic + 1), `longer than ${longestTopic} bytes`],
  ['netbox/{{ modle }}', 'unknown name "modle"'],
] as const)
  test(`an error at load: ${JSON.stringify(text.slice(0, 30))}`, () => {
    assert.throws(() => parseTopic(text), { code: 'template_invalid', message })
  })

test('a name that an event makes empty or too long is refused for that event', () => {
  const topic = parseTopic('{{ event_type }}')
  assert.throws(() => topic.of(delivery({ type: '' })), {
    code: 'template_failed',
    message: 'the topic is empty',
  })
  assert.throws(() => topic.of(delivery({ type: '\u00fc'.repeat(longestTopic / 2 + 1) })), {
    code: 'template_failed',
  })
  assert.equal(topic.of(delivery({ type: 'x'.repeat(longestTopic) })).length, longestTopic)
})

test('a plain name is held to the same', () => {
  assert.equal(problemOf('sluice/status'), undefined)
  assert.match(problemOf('sluice/#') ?? '', /wildcard/)
})
