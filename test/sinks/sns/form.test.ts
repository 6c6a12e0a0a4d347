import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchForm } from '../../../sinks/sns/form.ts'
import type { Message } from '../../../sinks/sns/message.ts'

const arn = 'arn:aws:sns:us-east-1:123456789012:t'
const message = (changes: Partial<Message>): Message => ({
  body: Buffer.from('x'),
  structured: false,
  subject: undefined,
  attributes: {},
  fifo: undefined,
  size: 1,
  ...changes,
})

function read(...messages: readonly Message[]): { readonly [name: string]: string } {
  const bytes = batchForm(arn, messages)
  assert.match(bytes.toString('latin1'), /^[A-Za-z0-9_.~%&=-]+$/)
  return Object.fromEntries(new URLSearchParams(bytes.toString()))
}

test('entries have their indexes as ids, and everything that a message has', () => {
  const first = message({
    structured: true,
    subject: 'a b',
    attributes: { egress_id: 'e', site: 'a&b=c' },
    fifo: { group: 'g+1', dedupId: 'd:1' },
  })
  const at = 'PublishBatchRequestEntries.member'
  assert.deepEqual(read(first, message({ body: Buffer.from('y') })), {
    Action: 'PublishBatch',
    Version: '2010-03-31',
    TopicArn: arn,
    [`${at}.1.Id`]: '0',
    [`${at}.1.Message`]: 'x',
    [`${at}.1.Subject`]: 'a b',
    [`${at}.1.MessageStructure`]: 'json',
    [`${at}.1.MessageGroupId`]: 'g+1',
    [`${at}.1.MessageDeduplicationId`]: 'd:1',
    [`${at}.1.MessageAttributes.entry.1.Name`]: 'egress_id',
    [`${at}.1.MessageAttributes.entry.1.Value.DataType`]: 'String',
    [`${at}.1.MessageAttributes.entry.1.Value.StringValue`]: 'e',
    [`${at}.1.MessageAttributes.entry.2.Name`]: 'site',
    [`${at}.1.MessageAttributes.entry.2.Value.DataType`]: 'String',
    [`${at}.1.MessageAttributes.entry.2.Value.StringValue`]: 'a&b=c',
    [`${at}.2.Id`]: '1',
    [`${at}.2.Message`]: 'y',
  })
})

test('every byte is encoded as encodeURIComponent has it, or more strictly', () => {
  const text = `${String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code))}\u00fc\u20ac\u{1f600}%2B+ \r\n`
  const form = batchForm(arn, [message({ body: Buffer.from(text) })]).toString()
  const value = form.slice(form.indexOf('.Message=') + 9)
  assert.equal(decodeURIComponent(value), text)
  assert.equal(
    value,
    encodeURIComponent(text).replaceAll(
      /[!'()*]/g,
      sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  )
})

test('a form grows with what it holds', () => {
  const body = Buffer.alloc(262_144, '\u00fc')
  const attributes = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`n${index}`, '\u20ac'.repeat(256)]),
  )
  const form = read(...new Array<Message>(3).fill(message({ body, attributes })))
  assert.equal(form['PublishBatchRequestEntries.member.3.Message'], body.toString())
  assert.equal(
    form['PublishBatchRequestEntries.member.3.MessageAttributes.entry.10.Value.StringValue'],
    '\u20ac'.repeat(256),
  )
})
