import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isUuid } from '../src/envelope/index.ts'
import { testEvent } from '../src/test-event.ts'

test("it is NetBird's own test event, with the time of now", () => {
  const event = testEvent(Date.UTC(2025, 5, 1, 16, 0, 0))
  assert.deepEqual(JSON.parse(event.message.toString()), {
    ID: 'test-event-1748793600',
    Timestamp: '2025-06-01T16:00:00Z',
    Message: 'integration test event for generic http endpoint',
    InitiatorID: 'netbird-test-system',
    TargetID: 'target-id',
    Meta: { purpose: 'configuration-test', source: 'netbird-test' },
    Reference: 'netbird:test:generichttp',
  })
  assert.ok(isUuid(event.sourceId))
  assert.equal(event.timestamp, '2025-06-01T16:00:00.000000Z')
  assert.deepEqual(event.member('Meta'), { purpose: 'configuration-test', source: 'netbird-test' })
  assert.equal(event.member('toString'), undefined)
})
