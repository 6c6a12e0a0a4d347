import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { type TestContext, test } from 'node:test'
import { type Pending, UnderWay } from '../../sinks/under-way.ts'

const every = 10

/** Something that writes down how it ended. */
class Thing implements Pending {
  readonly deadline: number
  readonly signal: AbortSignal
  ended: unknown

  constructor(deadline: number, signal = new AbortController().signal) {
    this.deadline = deadline
    this.signal = signal
  }

  expire(): void {
    this.ended = 'expired'
  }

  abort(reason: unknown): void {
    this.ended = reason
  }
}

interface Clock {
  now: number
  /** Timers set and not cleared. */
  timers: number
  pass(milliseconds: number): void
}

/** Mocked intervals, counted. */
function clock(t: TestContext): Clock {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const time: Clock = {
    now: 0,
    timers: 0,
    pass(milliseconds) {
      for (let passed = 0; passed < milliseconds; passed += every) {
        time.now += every
        t.mock.timers.tick(every)
      }
    },
  }
  const { setInterval, clearInterval } = globalThis
  const running = new Set<unknown>()
  const count = () => {
    time.timers = running.size
  }
  t.mock.method(globalThis, 'setInterval', (...args: Parameters<typeof setInterval>) => {
    const timer = setInterval(...args)
    running.add(timer)
    count()
    return timer
  })
  t.mock.method(globalThis, 'clearInterval', (timer: NodeJS.Timeout) => {
    running.delete(timer)
    count()
    clearInterval(timer)
  })
  return time
}

function underWay(time: Clock): UnderWay {
  return new UnderWay(every, () => time.now)
}

test('what is past its deadline expires, in order, and no earlier', t => {
  const time = clock(t)
  const all = underWay(time)
  const [first, second] = [new Thing(30), new Thing(50)]
  all.add(first)
  all.add(second)
  time.pass(20)
  assert.deepEqual([first.ended, second.ended], [undefined, undefined])
  time.pass(10)
  assert.deepEqual([first.ended, second.ended], ['expired', undefined])
  time.pass(20)
  assert.equal(second.ended, 'expired')
})

test('what has ended by itself does not expire', t => {
  const time = clock(t)
  const all = underWay(time)
  const thing = new Thing(20)
  all.add(thing)
  all.delete(thing)
  time.pass(50)
  assert.equal(thing.ended, undefined)
})

test('one timer serves all, and there is none while nothing is under way', t => {
  const time = clock(t)
  const all = underWay(time)
  assert.equal(time.timers, 0)
  for (let n = 0; n < 5; n++) all.add(new Thing(20))
  assert.equal(time.timers, 1)
  time.pass(40)
  assert.equal(time.timers, 0)
  const late = new Thing(60)
  all.add(late)
  time.pass(20)
  assert.equal(late.ended, 'expired')
})

test('an abort ends what has its signal, with its reason, and nothing else', t => {
  const all = underWay(clock(t))
  const [one, other] = [new AbortController(), new AbortController()]
  const things = [one, other, one, other].map(({ signal }) => new Thing(1_000, signal))
  for (const thing of things) all.add(thing)
  one.abort('over')
  assert.deepEqual(
    things.map(({ ended }) => ended),
    ['over', undefined, 'over', undefined],
  )
  other.abort('too')
  assert.deepEqual(
    things.map(({ ended }) => ended),
    ['over', 'too', 'over', 'too'],
  )
})

test('what ends another while signals abort is ended once', t => {
  const all = underWay(clock(t))
  const aborter = new AbortController()
  const second = new Thing(1_000, aborter.signal)
  const first = new Thing(1_000, aborter.signal)
  first.abort = () => all.delete(second)
  all.add(first)
  all.add(second)
  aborter.abort('over')
  assert.equal(second.ended, undefined)
})

test('one listener for each signal, however many requests have it', t => {
  const all = underWay(clock(t))
  const signals = [new AbortController().signal, new AbortController().signal]
  for (let n = 0; n < 20; n++) all.add(new Thing(1_000, signals[n % 2]))
  for (const signal of signals) assert.equal(getEventListeners(signal, 'abort').length, 1)
})

test('a signal that nothing under way has any more is let go of', t => {
  const all = underWay(clock(t))
  const signals = Array.from({ length: 10 }, () => new AbortController().signal)
  for (const signal of signals) {
    const thing = new Thing(1_000, signal)
    all.add(thing)
    all.delete(thing)
  }
  const listeners = signals.map(signal => getEventListeners(signal, 'abort').length)
  assert.deepEqual(listeners, [...Array(9).fill(0), 1])
})

test('close ends all with its reason and holds on to nothing', t => {
  const time = clock(t)
  const all = underWay(time)
  const aborter = new AbortController()
  const thing = new Thing(20, aborter.signal)
  all.add(thing)
  all.close('closed')
  assert.equal(thing.ended, 'closed')
  assert.equal(time.timers, 0)
  assert.equal(getEventListeners(aborter.signal, 'abort').length, 0)
})
