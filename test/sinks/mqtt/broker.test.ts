import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, brokerAt, isEncrypted } from '../../../sinks/mqtt/broker.ts'
import { Problems } from '../../../sinks/problems.ts'

function parse(text: string) {
  const problems = new Problems('edge')
  const url = addressOf(text, 'url', problems)
  return { url, problems: problems.found.map(({ message }) => message) }
}

for (const [text, origin, host, port, path, encrypted] of [
  ['mqtt://broker.example.com', 'mqtt://broker.example.com', 'broker.example.com', 1883, undefined, false],
  ['mqtts://broker.example.com', 'mqtts://broker.example.com', 'broker.example.com', 8883, undefined, true],
  ['MQTT://127.0.0.1:2000/', 'mqtt://127.0.0.1:2000', '127.0.0.1', 2000, undefined, false],
  ['mqtt://[::1]:2000', 'mqtt://[::1]:2000', '::1', 2000, undefined, false],
  ['ws://a', 'ws://a', 'a', 80, '/', false],
  ['wss://a/mqtt?token=secret', 'wss://a', 'a', 443, '/mqtt?token=secret', true],
] as const)
  test(`an address: ${text}`, () => {
    const { url, problems } = parse(text)
    assert.deepEqual(problems, [])
    assert.equal(isEncrypted(url!), encrypted)
    assert.deepEqual(brokerAt(url!, undefined), { origin, host, port, path, tls: undefined })
  })

for (const text of ['broker:1883', 'http://broker', 'mqtt:///x', 'mqtt://', 'tcp://broker'])
  test(`no address: ${text}`, () => {
    assert.match(parse(text).problems.join(), /no address that begins with mqtt:\/\//)
  })

test('secrets in an address are refused, and not repeated', () => {
  for (const text of ['mqtt://user:secret@broker', 'mqtt://broker/secret', 'mqtts://broker?secret=1']) {
    const { problems } = parse(text)
    assert.equal(problems.length, 1)
    assert.doesNotMatch(problems[0]!, /secret/)
  }
})
