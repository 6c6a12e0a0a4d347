import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { collect, mostRead } from '../../../sinks/sns/collect.ts'

test('a body is read to its end', async () => {
  for (const parts of [[], ['abc'], ['abc', 'def']]) {
    const body = new PassThrough()
    const read = collect(body)
    for (const part of parts) body.write(part)
    body.end()
    assert.equal(Buffer.from(await read).toString(), parts.join(''))
  }
})

test('one that is too long is not read to its end', async () => {
  const body = new PassThrough()
  const read = assert.rejects(collect(body), /more than 1048576 bytes/)
  body.write(Buffer.alloc(mostRead))
  body.write('x')
  await read
  assert.equal(body.destroyed, true)
})

test('one that breaks off is a failure, with an error or without one', async () => {
  for (const error of [undefined, new Error('reset')]) {
    const body = new PassThrough()
    const read = assert.rejects(collect(body), error === undefined ? /broke off/ : error)
    body.write('x')
    body.destroy(error)
    await read
  }
})
