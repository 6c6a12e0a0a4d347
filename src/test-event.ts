import { uuidOf } from './envelope/index.ts'
import type { Event } from './types.ts'

/** An event that is nobody's, as NetBird sends one to try a receiver out: it has no rules and no place in a log. */
export function testEvent(now: number): Event {
  const id = `test-event-${Math.floor(now / 1000)}`
  const timestamp = new Date(now).toISOString()
  const members = {
    ID: id,
    Timestamp: `${timestamp.slice(0, 19)}Z`,
    Message: 'integration test event for generic http endpoint',
    InitiatorID: 'netbird-test-system',
    TargetID: 'target-id',
    Meta: { purpose: 'configuration-test', source: 'netbird-test' },
    Reference: 'netbird:test:generichttp',
  }
  const message = Buffer.from(JSON.stringify(members))
  const none = { topic: 'test', partition: 0, offset: 0 }
  return {
    record: { ...none, timestamp: now, key: null, value: message, headers: [] },
    message,
    sourceId: uuidOf(id),
    givenId: id,
    type: 'test',
    objectType: '',
    model: '',
    timestamp: timestamp.replace('Z', '000Z'),
    key: undefined,
    netboxVersion: '',
    span: () => undefined,
    member: name => (Object.hasOwn(members, name) ? Reflect.get(members, name) : undefined),
  }
}
