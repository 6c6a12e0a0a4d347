import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answered, Connection } from '../../../sinks/pubsub/connection.ts'
import { Flow } from '../../../sinks/pubsub/flow.ts'
import { type Answer, Publisher } from '../../../sinks/pubsub/publisher.ts'

const message = { data: Buffer.from('x'), attributes: {}, orderingKey: '', size: 10 }

/** Stands in for a connection: keeps requests until the test answers them. */
class Line {
  readonly answers: Answered[] = []
  heardAt = Number.NEGATIVE_INFINITY
  cancelled = 0
  closed = false

  publish(_messages: unknown, answered: Answered): () => void {
    this.answers.push(answered)
    return () => {
      this.cancelled++
    }
  }

  close(): void {
    this.closed = true
  }
}

function setUp(mostMessages = 10) {
  const lines: Line[] = []
  const connect = () => {
    const line = new Line()
    lines.push(line)
    return line as unknown as Connection
  }
  const publisher = new Publisher(connect, new Flow(mostMessages, 1_000))
  const answers: Answer[] = []
  return { lines, publisher, answers, note: (answer: Answer) => void answers.push(answer) }
}

const refusedConnection = Object.assign(new Error(), {
  code: 14,
  details: 'No connection established. Last error: connect ECONNREFUSED 127.0.0.1:1',
})

test('one connection serves all, and is made when it is first needed', () => {
  const { lines, publisher, answers, note } = setUp()
  assert.equal(lines.length, 0)
  publisher.publish([message], note)
  publisher.publish([message], note)
  assert.equal(lines.length, 1)
  lines[0]!.answers[1]!(null, ['m2'])
  lines[0]!.answers[0]!(null, ['m1'])
  assert.deepEqual(answers, [['m2'], ['m1']])
})

test('a connection that broke is closed once, and the next request gets a new one', () => {
  const { lines, publisher, answers, note } = setUp()
  publisher.publish([message], note)
  publisher.publish([message], note)
  lines[0]!.answers[0]!(refusedConnection, [])
  publisher.publish([message], note)
  lines[0]!.answers[1]!(refusedConnection, [])
  publisher.publish([message], note)
  assert.equal(lines.length, 2)
  assert.deepEqual([lines[0]!.closed, lines[1]!.closed], [true, false])
  assert.equal(answers.length, 2)
})

test('an error that Pub/Sub answers with leaves the connection in use', () => {
  const { lines, publisher, note } = setUp()
  publisher.publish([message], note)
  lines[0]!.answers[0]!(Object.assign(new Error(), { code: 14, details: 'busy' }), [])
  publisher.publish([message], note)
  assert.equal(lines.length, 1)
})

test('what there is no room for waits, and is sent when there is', () => {
  const { lines, publisher, note } = setUp(1)
  publisher.publish([message], note)
  const cancelWaiting = publisher.publish([message], note)
  publisher.publish([message], note)
  cancelWaiting(false)
  assert.equal(lines[0]!.answers.length, 1)
  lines[0]!.answers[0]!(null, ['m1'])
  assert.equal(lines[0]!.answers.length, 2)
})

test('a request that is taken back makes room for the next', () => {
  const { lines, publisher, note } = setUp(1)
  const cancel = publisher.publish([message], note)
  publisher.publish([message], note)
  cancel(false)
  assert.equal(lines[0]!.cancelled, 1)
  assert.equal(lines[0]!.answers.length, 2)
  assert.equal(lines[0]!.closed, false)
})

test('late, and nothing was heard since it was sent: the connection is given up', () => {
  const { lines, publisher, note } = setUp()
  const cancel = publisher.publish([message], note)
  const other = publisher.publish([message], note)
  lines[0]!.heardAt = performance.now() + 1_000
  cancel(true)
  assert.equal(lines[0]!.closed, false)
  lines[0]!.heardAt = Number.NEGATIVE_INFINITY
  other(true)
  assert.equal(lines[0]!.closed, true)
  publisher.publish([message], note)
  assert.equal(lines.length, 2)
})

test('closes what it has, also nothing, also twice', () => {
  const { lines, publisher, note } = setUp()
  publisher.close()
  const other = setUp()
  other.publisher.publish([message], note)
  other.publisher.close()
  other.publisher.close()
  assert.deepEqual([lines.length, other.lines[0]!.closed], [0, true])
  assert.throws(() => other.publisher.publish([message], note), { code: 'internal' })
})
