import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BodyOptions, bodyMaker, type Shape } from '../../src/envelope/bodies.ts'
import type { Body } from '../../src/outbox/sender.ts'
import { delivery } from '../helpers/deliveries.ts'

const message = Buffer.from(
  '{"event": "updated", "data": {"id": 7, "x": 1.0}, "snapshots": {"prechange": null}}',
)

function make(options: Partial<BodyOptions> = {}): Body {
  const maker = bodyMaker({
    shape: 'envelope',
    fields: undefined,
    template: undefined,
    maxBytes: 0,
    oversize: 'dead_letter',
    netboxId: 'nb-1',
    envelope: ({ egressId }, at, bytes) => Buffer.concat([Buffer.from(`${egressId}@${at} `), bytes]),
    ...options,
  })
  return maker({ ...delivery({ offset: 7 }), message }, 1000)
}

const { egressId } = delivery({ offset: 7 })

test('each shape makes its own of the message', () => {
  assert.equal(make().body.toString(), `${egressId}@1000 ${message}`)
  assert.equal(make({ shape: 'message' }).body, message)
  assert.equal(make({ shape: 'netbox' }).body.toString(), message.toString())
  const structured = make({ shape: 'cloudevents' })
  assert.equal(structured.contentType, 'application/cloudevents+json; charset=utf-8')
  const event = JSON.parse(structured.body.toString()) as { [name: string]: unknown }
  assert.deepEqual(
    [event['specversion'], event['egressid'], event['source']],
    ['1.0', egressId, '/netbox/nb-1'],
  )
  assert.deepEqual(event['data'], JSON.parse(message.toString()))
  const binary = make({ shape: 'cloudevents_binary' })
  assert.equal(binary.body, message)
  assert.equal(Object.fromEntries(binary.cloudEvent!)['egressid'], egressId)
})

test('fields are mapped before the message gets its shape', () => {
  const fields = { event: 'what', snapshots: null }
  for (const shape of [
    'envelope',
    'message',
    'netbox',
    'cloudevents',
    'cloudevents_binary',
  ] satisfies Shape[]) {
    const text = make({ shape, fields }).body.toString()
    assert.match(text, /"what": ?"updated"/)
    assert.doesNotMatch(text, /snapshots|"event"/)
  }
})

test('a template is the whole body', () => {
  const template = { fixed: undefined, render: ({ egressId: id }: { egressId: string }) => `id ${id} é` }
  assert.equal(make({ template, shape: 'netbox' }).body.toString(), `id ${egressId} é`)
  assert.equal(make({ template: { fixed: '', render: () => 'x' } }).body.length, 0)
})

test('without a limit of its own a body is trimmed to what the other side takes, where that is enough', () => {
  const whole = { shape: 'message', oversize: 'trim_snapshots' } as const
  assert.equal(
    make({ ...whole, room: () => 60 }).body.toString(),
    '{"event":"updated","data":{"id": 7, "x": 1.0}}',
  )
  for (const room of [20, message.length, undefined])
    assert.equal(make({ ...whole, room: () => room }).body, message)
  assert.equal(make({ shape: 'message', room: () => 60 }).body, message)
})

test('a body over the limit is refused, or goes without snapshots where that is enough', () => {
  const options = { shape: 'message', maxBytes: 60 } as const
  assert.throws(() => make(options), {
    code: 'too_large',
    message: `the body has ${message.length} bytes, more than the sink's max_message_bytes, 60`,
  })
  const trimmed = make({ ...options, oversize: 'trim_snapshots' })
  assert.equal(trimmed.body.toString(), '{"event":"updated","data":{"id": 7, "x": 1.0}}')
  assert.throws(() => make({ ...options, maxBytes: 20, oversize: 'trim_snapshots' }), { code: 'too_large' })
  assert.equal(make({ ...options, maxBytes: message.length }).body, message)
})
