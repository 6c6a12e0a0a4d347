import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { delivery } from '../../helpers/deliveries.ts'
import { type RawScript, rawServer } from '../../helpers/http-server.ts'
import { until } from '../../helpers/until.ts'
import { httpSinkTo, never, outcomeFrom } from './make.ts'

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const busy = 'HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n'

/** Says the same to each request. */
function says(text: string): RawScript {
  return socket => socket.write(text, 'latin1')
}

/** Says it, and closes in good order. */
function saysAndCloses(text: string): RawScript {
  return socket => socket.end(text, 'latin1')
}

/** One byte at a time, for as long as somebody listens. */
function drips(begin: string): RawScript {
  return socket => {
    socket.write(begin)
    const timer = setInterval(() => socket.write('x'), 20)
    socket.once('close', () => clearInterval(timer))
  }
}

/** As fast as it is read. */
function pours(begin: string, poured: (bytes: number) => void): RawScript {
  const chunk = Buffer.alloc(65_536, 'x')
  return socket => {
    const pour = (): void => {
      if (socket.destroyed) return
      poured(chunk.length)
      socket.write(chunk, () => setImmediate(pour))
    }
    socket.write(begin)
    pour()
  }
}

const late: readonly [what: string, script: RawScript, reason: string, status?: number][] = [
  ['a head that drips', drips('HTTP/1.1 200 OK\r\nX-Long: '), 'no answer in time'],
  [
    'a body that drips',
    drips('HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n'),
    'answer not complete in time',
    200,
  ],
  ['interim answers without end', interimForever(), 'no answer in time'],
]

function interimForever(): RawScript {
  return socket => {
    const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'), 10)
    socket.once('close', () => clearInterval(timer))
  }
}

for (const [what, script, reason, status] of late)
  test(`the total deadline holds for ${what}, and the connection is closed`, async t => {
    const server = await rawServer(t, script)
    const sink = await httpSinkTo(t, server.origin, { timeout: 400 })
    const startedAt = performance.now()
    const outcome = await outcomeFrom(sink)
    const took = performance.now() - startedAt
    assert.deepEqual(outcome, {
      kind: 'retry',
      class: 'timeout',
      reason: `${server.origin}: ${reason}`,
      ...(status === undefined ? {} : { status }),
    })
    assert.ok(took >= 399 && took < 5_000, `took ${took} ms`)
    await until(() => server.open === 0, 'the connection to be closed')
  })

test('an answer that failed already stays what it says when its body is late', async t => {
  const server = await rawServer(
    t,
    drips('HTTP/1.1 429 Slow\r\nRetry-After: 3\r\nContent-Length: 9999\r\n\r\n'),
  )
  const sink = await httpSinkTo(t, server.origin, { timeout: 400 })
  assert.deepEqual(await outcomeFrom(sink), {
    kind: 'retry',
    class: 'throttled',
    status: 429,
    wait: 3_000,
    reason: `${server.origin}: answered 429 (Too Many Requests)`,
  })
})

for (const [head, kind] of [
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n', 'delivered'],
  ['HTTP/1.1 422 No\r\nConnection: close\r\n\r\n', 'refused'],
] as const)
  test(`an endless body is cut off at the limit, and the status decides: ${kind}`, async t => {
    let poured = 0
    const server = await rawServer(
      t,
      pours(head, bytes => {
        poured += bytes
      }),
    )
    const sink = await httpSinkTo(t, server.origin, { response_limit: 100_000 })
    assert.equal((await outcomeFrom(sink)).kind, kind)
    await until(() => server.open === 0, 'the connection to be closed')
    // What stands in the buffers of both sockets comes on top.
    assert.ok(poured < 50_000_000, `${poured} bytes`)
  })

test('a body of just the limit is read to its end, and its connection used again', async t => {
  const server = await rawServer(
    t,
    says(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(1_000)}`),
  )
  const whole = await httpSinkTo(t, server.origin, { response_limit: 1_000 })
  for (let n = 0; n < 3; n++) assert.equal((await outcomeFrom(whole)).kind, 'delivered')
  assert.equal(server.accepted, 1)
  const cut = await httpSinkTo(t, server.origin, { response_limit: 999 })
  for (let n = 0; n < 3; n++) assert.equal((await outcomeFrom(cut)).kind, 'delivered')
  assert.equal(server.accepted, 4)
})

const halves: readonly [what: string, script: RawScript, expected: RegExp][] = [
  ['nothing', saysAndCloses(''), /connection closed before/],
  ['a reset', socket => socket.resetAndDestroy(), /connection reset before/],
  ['half a status line', saysAndCloses('HTTP/1.1 20'), /connection closed before/],
  ['half a head', saysAndCloses('HTTP/1.1 200 OK\r\nContent-Le'), /connection closed before/],
  [
    'half a body',
    saysAndCloses('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'),
    /before the answer was complete/,
  ],
  ['half a chunk', saysAndCloses('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhalf'), /./],
  ['no last chunk', saysAndCloses('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n'), /./],
  [
    'half a body and the promise to close',
    saysAndCloses('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhalf'),
    /./,
  ],
  ['an interim answer only', saysAndCloses('HTTP/1.1 103 Early Hints\r\n\r\n'), /connection closed before/],
  ['another protocol', says('220 mail.example ESMTP\r\n'), /not HTTP/],
  ['a length that is none', says('HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok'), /not HTTP/],
  ['an upgrade', says('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'), /./],
  ['a head of 20,000 bytes', says(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`), /16 KiB|not HTTP/],
  ['100 Continue, unasked', says(`HTTP/1.1 100 Continue\r\n\r\n${ok}`), /out of turn/],
]

for (const [what, script, expected] of halves)
  test(`${what} as an answer is a retry, sent once`, async t => {
    const server = await rawServer(t, script)
    const sink = await httpSinkTo(t, server.origin)
    const outcome = await outcomeFrom(sink)
    assert.ok(outcome.kind === 'retry')
    assert.equal(outcome.class, 'network', outcome.reason)
    assert.match(outcome.reason, expected)
    assert.equal(outcome.alarm, undefined)
    assert.equal(server.requests.length, 1)
    await until(() => server.open === 0, 'the connection to be closed')
  })

test('a failing answer that breaks off stays what it says', async t => {
  const server = await rawServer(t, saysAndCloses('HTTP/1.1 410 Gone\r\nContent-Length: 10\r\n\r\nhalf'))
  const outcome = await outcomeFrom(await httpSinkTo(t, server.origin))
  assert.deepEqual([outcome.kind, outcome.status], ['refused', 410])
})

const wholes: readonly [what: string, script: RawScript][] = [
  ['interim answers before it', says(`HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${ok}`)],
  ['no length, ended by closing', saysAndCloses('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok')],
  ['HTTP/1.0', saysAndCloses('HTTP/1.0 200 OK\r\n\r\nok')],
  ['204 without a body', says('HTTP/1.1 204 No Content\r\n\r\n')],
  [
    'chunks and trailers',
    says('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n'),
  ],
  ['no reason phrase', says('HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n')],
]

for (const [what, script] of wholes)
  test(`an answer with ${what} is taken`, async t => {
    const server = await rawServer(t, script)
    const sink = await httpSinkTo(t, server.origin)
    for (let n = 0; n < 3; n++) assert.equal((await outcomeFrom(sink)).kind, 'delivered')
    assert.equal(server.requests.length, 3)
  })

test('a byte at a time, an answer is taken', async t => {
  const server = await rawServer(t, socket => {
    const bytes = [...ok]
    const next = () => {
      const byte = bytes.shift()
      if (byte !== undefined) socket.write(byte, () => setImmediate(next))
    }
    next()
  })
  assert.equal((await outcomeFrom(await httpSinkTo(t, server.origin))).kind, 'delivered')
})

test('an answer that comes before the body was read counts', async t => {
  const early = (socket: Socket) => socket.once('data', () => socket.write(busy))
  const server = await rawServer(t, () => {}, early)
  const sink = await httpSinkTo(t, server.origin)
  const [outcome] = await sink.send([delivery({ body: Buffer.alloc(5_000_000, ' ') })], never)
  assert.deepEqual([outcome!.kind, outcome!.status], ['retry', 503])
})

test('a second answer to one request is never taken for the answer to the next', async t => {
  const server = await rawServer(t, (socket, request) => {
    socket.write(/sluice-attempt: 1\r/i.test(request) ? ok + ok : busy)
  })
  const sink = await httpSinkTo(t, server.origin)
  assert.equal((await sink.send([delivery({ attempt: 1 })], never))[0]!.kind, 'delivered')
  const [outcome] = await sink.send([delivery({ attempt: 2 })], never)
  assert.notEqual(outcome!.kind, 'delivered')
})

test('an answer that comes after the deadline is never taken for the answer to the next', async t => {
  const held: Socket[] = []
  const server = await rawServer(t, (socket, request) => {
    if (/sluice-attempt: 1\r/i.test(request)) held.push(socket)
    else {
      for (const other of held) other.write(ok)
      socket.write(busy)
    }
  })
  const sink = await httpSinkTo(t, server.origin, { timeout: 2_000 })
  const [first] = await sink.send([delivery({ attempt: 1 })], never)
  assert.ok(first?.kind === 'retry')
  assert.equal(first.class, 'timeout')
  assert.equal((await sink.send([delivery({ attempt: 2 })], never))[0]!.status, 503)
})

test('what cannot be made a request is a retry with an alarm, and nothing is sent', async t => {
  const server = await rawServer(t, says(ok))
  const sink = await httpSinkTo(t, server.origin)
  const [outcome] = await sink.send([delivery({ replayId: 'a\r\nX-Evil: 1' })], never)
  assert.ok(outcome?.kind === 'retry')
  assert.deepEqual([outcome.class, outcome.alarm], ['internal', true])
  assert.equal(server.requests.length, 0)
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
})
