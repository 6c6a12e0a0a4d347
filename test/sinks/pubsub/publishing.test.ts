import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Message } from '../../../sinks/pubsub/message.ts'
import type { Answer, Cancel } from '../../../sinks/pubsub/publisher.ts'
import { type Prepared, Publishing, type PublishingOwner } from '../../../sinks/pubsub/publishing.ts'
import type { Outcome } from '../../../src/types.ts'

const never = new AbortController().signal

/** A message that is known by its data. */
function message(name: string, orderingKey = '', size = 10): Message {
  return { data: Buffer.from(name), attributes: {}, orderingKey, size }
}

interface Request {
  readonly names: string
  answer(answer: Answer): void
  cancelled: boolean | undefined
}

/** Stands in for the sink: keeps requests until the test answers them. */
class Owner implements PublishingOwner {
  readonly origin = 'https://pubsub'
  readonly room: number
  readonly requests: Request[] = []
  endings = 0

  constructor(room = 1_000) {
    this.room = room
  }

  publish(messages: readonly Message[], answered: (answer: Answer) => void): Cancel {
    const names = messages.map(({ data }) => String(data)).join('')
    const request: Request = { names, answer: answered, cancelled: undefined }
    this.requests.push(request)
    return late => {
      request.cancelled = late
    }
  }

  ended(): void {
    this.endings++
  }

  get sent(): readonly string[] {
    return this.requests.map(({ names }) => names)
  }

  /** Answers what has not been answered until nothing more comes: by the messages of each request. */
  answerAll(by: (names: string) => Answer): void {
    for (let at = 0; at < this.requests.length; at++) {
      const { names, answer } = this.requests[at]!
      answer(by(names))
    }
  }
}

function start(owner: Owner, prepared: readonly Prepared[]): Publishing {
  const publishing = new Publishing(prepared, owner, 0, never)
  publishing.start()
  return publishing
}

const stored = (names: string) => [...names]
const words = (outcomes: readonly Outcome[]) =>
  outcomes.map(outcome => (outcome.kind === 'delivered' ? outcome.kind : `${outcome.kind} ${outcome.class}`))
const down: Answer = {
  failure: { class: 'network', reason: 'connection refused' },
  message: false,
  broken: true,
}
const bad: Answer = { failure: { class: 'rejected', reason: 'not accepted' }, message: true, broken: false }

test('messages without an ordering key go in one request', async () => {
  const owner = new Owner()
  const publishing = start(owner, [message('a'), message('b'), message('c')])
  assert.deepEqual(owner.sent, ['abc'])
  owner.answerAll(stored)
  assert.deepEqual(words(await publishing.outcomes), ['delivered', 'delivered', 'delivered'])
  assert.equal(owner.endings, 1)
})

test('no request has two ordering keys; those of different keys go at once', async () => {
  const owner = new Owner()
  const publishing = start(owner, [message('a', 'k'), message('b', 'l'), message('c'), message('d', 'k')])
  assert.deepEqual(owner.sent, ['ad', 'b', 'c'])
  owner.answerAll(stored)
  assert.ok((await publishing.outcomes).every(({ kind }) => kind === 'delivered'))
})

test('a request has at most 1,000 messages and as many bytes as there is room for', async () => {
  const owner = new Owner(25)
  const publishing = start(owner, [
    message('a'),
    message('b'),
    message('c'),
    message('L', '', 30),
    message('d'),
  ])
  owner.answerAll(stored)
  assert.deepEqual(owner.sent, ['ab', 'c', 'L', 'd'])
  assert.equal((await publishing.outcomes).length, 5)
  const many = new Owner(1_000_000)
  start(
    many,
    Array.from({ length: 1_001 }, () => message('x')),
  )
  many.answerAll(stored)
  assert.deepEqual(
    many.sent.map(names => names.length),
    [1_000, 1],
  )
})

test('the message that is to blame is found, and the others are delivered', async () => {
  const owner = new Owner()
  const publishing = start(
    owner,
    [...'abXcdefX'].map(name => message(name)),
  )
  owner.answerAll(names => (names.includes('X') ? bad : stored(names)))
  assert.deepEqual(owner.sent, ['abXcdefX', 'abXc', 'ab', 'Xc', 'X', 'c', 'defX', 'de', 'fX', 'f', 'X'])
  const expected = [...'abXcdefX'].map(name => (name === 'X' ? 'refused rejected' : 'delivered'))
  assert.deepEqual(words(await publishing.outcomes), expected)
})

test('behind a request that failed nothing of its key is sent, and other keys go on', async () => {
  const owner = new Owner(15)
  const publishing = start(owner, [
    message('a', 'k'),
    message('b', 'k'),
    message('c', 'l'),
    message('d', 'l'),
  ])
  assert.deepEqual(owner.sent, ['a', 'c'])
  owner.answerAll(names => (names === 'a' ? down : stored(names)))
  assert.deepEqual(owner.sent, ['a', 'c', 'd'])
  const outcomes = await publishing.outcomes
  assert.deepEqual(words(outcomes), ['retry network', 'retry network', 'delivered', 'delivered'])
  const behind = outcomes[1]!
  assert.equal(behind.kind === 'retry' && behind.reason, 'https://pubsub: connection refused')
})

test('one that is refused does not stop its key', async () => {
  const owner = new Owner(15)
  const publishing = start(owner, [message('X', 'k'), message('b', 'k')])
  owner.answerAll(names => (names === 'X' ? bad : stored(names)))
  assert.deepEqual(words(await publishing.outcomes), ['refused rejected', 'delivered'])
})

test('what failed while the guilty one is looked for stops the rest', async () => {
  const owner = new Owner()
  const publishing = start(
    owner,
    [...'aXcd'].map(name => message(name)),
  )
  owner.answerAll(names =>
    names === 'aXcd' ? bad : names === 'X' ? down : names.includes('X') ? bad : stored(names),
  )
  assert.deepEqual(owner.sent, ['aXcd', 'aX', 'a', 'X'])
  assert.deepEqual(words(await publishing.outcomes), [
    'delivered',
    'retry network',
    'retry network',
    'retry network',
  ])
})

test('an answer that does not name every message delivers none of them', async () => {
  const owner = new Owner()
  const publishing = start(owner, [message('a'), message('b')])
  owner.answerAll(() => ['1'])
  const [outcome] = await publishing.outcomes
  assert.ok(outcome?.kind === 'retry' && outcome.alarm === true)
  assert.equal(outcome.reason, 'https://pubsub: answered with 1 ids for 2 messages')
})

test('what cannot be a message has its outcome without a request', async () => {
  const owner = new Owner()
  const refused = { kind: 'refused', class: 'too_large', reason: 'too large' } as const
  assert.deepEqual(words(await start(owner, [refused]).outcomes), ['refused too_large'])
  const publishing = start(owner, [refused, message('a')])
  owner.answerAll(stored)
  assert.deepEqual(words(await publishing.outcomes), ['refused too_large', 'delivered'])
  assert.deepEqual(owner.sent, ['a'])
})

test('past its deadline: what has no outcome is a retry, and its requests are taken back', async () => {
  const owner = new Owner()
  const publishing = start(owner, [message('a', 'k'), message('b', 'l')])
  owner.requests[0]!.answer(['1'])
  publishing.expire()
  assert.deepEqual(words(await publishing.outcomes), ['delivered', 'retry timeout'])
  assert.deepEqual(
    owner.requests.map(({ cancelled }) => cancelled),
    [undefined, true],
  )
})

test('aborted: rejects with the reason, and nothing more is sent', async () => {
  const owner = new Owner(15)
  const publishing = start(owner, [message('a', 'k'), message('b', 'k')])
  const reason = new Error('the tenure ended')
  publishing.abort(reason)
  publishing.abort(new Error('again'))
  publishing.expire()
  await assert.rejects(publishing.outcomes, error => error === reason)
  assert.equal(owner.requests[0]!.cancelled, false)
  assert.deepEqual(owner.sent, ['a'])
})
