import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Message, type MessageOptions, messageOf, mostBytes } from '../../../sinks/sns/message.ts'
import { parseTemplate } from '../../../sinks/template.ts'
import { SluiceError } from '../../../src/errors.ts'
import type { Delivery, Template } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { plainMessage } from './make.ts'

const fixed = (text: string): Template => ({ fixed: text, render: () => text })

function outcome(one: Delivery, options: Partial<MessageOptions> = {}): ReturnType<typeof messageOf> {
  return messageOf(one, { ...plainMessage, ...options })
}

function made(one: Delivery, options: Partial<MessageOptions> = {}): Message {
  const message = outcome(one, options)
  assert.ok(!('kind' in message), JSON.stringify(message))
  return message
}

test('the message is the body, with its attributes and what is configured', () => {
  const one = delivery({ offset: 7 })
  const attributes = new Map([
    ['site', parseTemplate('{{ object_type }}!')],
    ['none', parseTemplate('{{ replay_id }}')],
  ])
  const message = made(one, { attributes, subject: parseTemplate('{{ model }}: {{ event_type }}') })
  assert.equal(message.body, one.body)
  assert.equal(message.structured, false)
  assert.equal(message.subject, 'device: object_updated')
  assert.equal(message.fifo, undefined)
  assert.equal(message.attributes['site'], 'dcim.device!')
  assert.ok(!('none' in message.attributes))
  assert.equal(message.attributes['place'], 'netbox.events/0/7')
})

test('only a FIFO topic has groups', () => {
  const one = delivery()
  assert.deepEqual(made(one, { fifo: true }).fifo, { group: one.event.key, dedupId: one.dedupId })
})

test('a subject is one line of up to 99 characters, or none', () => {
  const subject = (text: string) => made(delivery(), { subject: { fixed: text, render: () => text } }).subject
  assert.equal(subject(' a\r\n\tb\0\u2028c\u{1f600} '), 'a b c\u{1f600}')
  assert.equal(subject('\u{1f600}'.repeat(120)), '\u{1f600}'.repeat(99))
  assert.equal(subject(' \n'), undefined)
})

test('a protocol can have a text of its own; the others get the body', () => {
  const one = delivery({ body: Buffer.from('{"a":"\u00fc"}') })
  const { body, structured, size } = made(one, { bodies: new Map([['sms', fixed('hi "\ud800"')]]) })
  assert.equal(structured, true)
  assert.deepEqual(JSON.parse(body.toString()), { default: '{"a":"\u00fc"}', sms: 'hi "\ufffd"' })
  assert.ok(size > body.length)
})

test('a signature is over the body, under the id that the other side deduplicates by', () => {
  const signers = [({ id, body }: { id: string; body: Buffer }) => ['x-id', id, 'x-sum', String(body.length)]]
  const one = delivery({ replayId: 'r1' })
  const { attributes } = made(one, { signers })
  assert.deepEqual([attributes['x-id'], attributes['x-sum']], [one.dedupId, String(one.body.length)])
})

test('bytes are counted as AWS counts them: body, and of attributes name, type and value', () => {
  const one = delivery({ offset: 1, body: Buffer.from('"\u00fc\u{1f600}"') })
  const before = made(one)
  const attributes = new Map([['n\u0061me', parseTemplate('\u00fc')]])
  assert.equal(made(one, { attributes }).size - before.size, 4 + 6 + 2)
  const named = Object.entries(before.attributes).reduce(
    (sum, [name, value]) => sum + name.length + 6 + value.length,
    0,
  )
  assert.equal(before.size, 8 + named)
})

test('one byte more than SNS takes, attributes included, is refused without being sent', () => {
  const room = mostBytes - (made(delivery({ offset: 5 })).size - delivery({ offset: 5 }).body.length)
  assert.equal(made(delivery({ offset: 5, body: Buffer.alloc(room, 'x') })).size, mostBytes)
  for (const length of [room + 1, mostBytes + 1]) {
    const refused = outcome(delivery({ offset: 5, body: Buffer.alloc(length, 'x') }))
    assert.ok('kind' in refused && refused.class === 'too_large')
    assert.match(refused.reason, /^too large: \d+ bytes with its attributes; SNS takes 262144$/)
  }
})

test('an empty body and an eleventh attribute are refused', () => {
  const empty = outcome(delivery({ body: Buffer.alloc(0) }))
  assert.ok('kind' in empty && empty.class === 'rejected')
  const eight = delivery({
    replayId: 'r',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  })
  const names = (count: number) =>
    new Map(Array.from({ length: count }, (_, index) => [`a${index}`, parseTemplate('x')] as const))
  assert.equal(Object.keys(made(eight, { attributes: names(2) }).attributes).length, 10)
  const eleven = outcome(eight, { attributes: names(3) })
  assert.ok('kind' in eleven && eleven.class === 'rejected')
})

test('a template that fails refuses the delivery, with the reason on one line', () => {
  const subject = {
    fixed: undefined,
    render: () => {
      throw new SluiceError('template_failed', 'z\u00fc\nx')
    },
  }
  assert.deepEqual(outcome(delivery(), { subject }), { kind: 'refused', class: 'template', reason: 'z??x' })
})

test('what is no failure of a template is passed on', () => {
  assert.throws(() => outcome({ ...delivery(), event: undefined } as unknown as Delivery), TypeError)
})
