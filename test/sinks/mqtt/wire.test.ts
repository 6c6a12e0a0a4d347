import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { mostUnparsed, TooMuch, Wire } from '../../../sinks/mqtt/wire.ts'

/** Another end that keeps what is written to it, chunk by chunk. */
class Inner extends Duplex {
  readonly chunks: Buffer[] = []
  /** What has to be called for the next chunk, while it is stuck. */
  stuck: (() => void) | undefined
  sticks = false

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.chunks.push(Buffer.from(chunk))
    if (this.sticks) this.stuck = done
    else done()
  }

  override _read(): void {}
}

test('all writes of a turn go out as one, in their order', async () => {
  const inner = new Inner()
  const wire = new Wire(inner)
  wire.write(Buffer.from([1, 2]))
  wire.write('\u00fc')
  wire.write('\u00fc', 'latin1')
  wire.write(Buffer.alloc(20, 3))
  assert.equal(inner.chunks.length, 0)
  await turn()
  assert.deepEqual(inner.chunks, [
    Buffer.concat([Buffer.from([1, 2, 0xc3, 0xbc, 0xfc]), Buffer.alloc(20, 3)]),
  ])
  wire.write('next')
  await turn()
  assert.equal(inner.chunks[1]?.toString(), 'next')
})

test('no byte is lost or changed, whatever the sizes', async () => {
  const inner = new Inner({ writableHighWaterMark: 1e9 })
  const wire = new Wire(inner)
  const sizes = [1, 15, 16, 17, 1_000, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 300_000]
  const sent: Buffer[] = []
  for (let round = 0; round < 8; round++)
    for (const size of sizes) {
      const bytes = Buffer.alloc(size, sent.length + 1)
      sent.push(bytes)
      if (round % 2 === 0) wire.write(bytes)
      else wire.write(bytes.toString('latin1'), 'latin1')
      if (round === 5) await turn()
    }
  await turn()
  assert.ok(Buffer.concat(inner.chunks).equals(Buffer.concat(sent)))
})

test('memory is not used again before what stands in it has been sent', async () => {
  const held: { readonly chunk: Buffer; readonly done: () => void }[] = []
  const got: Buffer[] = []
  const inner = new Duplex({
    writableHighWaterMark: 1e9,
    read() {},
    write: (chunk: Buffer, _encoding, done) => void held.push({ chunk, done }),
  })
  const wire = new Wire(inner)
  const sent: Buffer[] = []
  for (let n = 0; n < 200; n++) {
    const bytes = Buffer.alloc(3_000 + n, n)
    sent.push(bytes)
    wire.write(bytes)
    await turn()
    // The other side is always some chunks behind.
    if (n % 7 === 0) take()
  }
  function take(): void {
    const { chunk, done } = held.shift()!
    got.push(Buffer.from(chunk))
    done()
  }
  while (held.length > 0) {
    take()
    await turn()
  }
  assert.ok(Buffer.concat(got).equals(Buffer.concat(sent)))
})

test('says when the other side is behind, and when it is not any more', async () => {
  const inner = new Inner({ writableHighWaterMark: 10 })
  inner.sticks = true
  const wire = new Wire(inner)
  assert.equal(wire.write(Buffer.alloc(20)), true)
  await turn()
  assert.equal(wire.write(Buffer.alloc(1)), false)
  const drained = once(wire, 'drain')
  inner.sticks = false
  inner.stuck!()
  await drained
  assert.equal(wire.write(Buffer.alloc(1)), true)
})

test('what was written before the end goes out before it', async () => {
  const inner = new Inner()
  const wire = new Wire(inner)
  wire.write('goodbye')
  wire.end()
  await once(inner, 'finish')
  assert.equal(Buffer.concat(inner.chunks).toString(), 'goodbye')
})

test('what comes in is passed on, and its end', async () => {
  const inner = new Inner()
  const wire = new Wire(inner)
  inner.push('abc')
  inner.push(null)
  assert.equal(Buffer.concat(await wire.toArray()).toString(), 'abc')
})

test('an error inside ends it, with that error', async () => {
  const inner = new Inner()
  const wire = new Wire(inner)
  const error = new Error('broken')
  inner.destroy(error)
  assert.deepEqual(await once(wire, 'error'), [error])
  assert.equal(wire.destroyed, true)
  assert.equal(wire.write('x'), false)
})

test('it takes the inside with it when it is destroyed', async () => {
  const inner = new Inner()
  const wire = new Wire(inner)
  wire.write('never sent')
  wire.destroy()
  await once(inner, 'close')
  assert.equal(inner.chunks.length, 0)
})

test('a packet without end is cut off; many that end are not', async () => {
  const inner = new Inner()
  const wire = new Wire(inner)
  wire.resume()
  for (let n = 0; n < 4; n++) {
    inner.push(Buffer.alloc(mostUnparsed))
    await turn()
    wire.parsed()
  }
  assert.equal(wire.destroyed, false)
  inner.push(Buffer.alloc(mostUnparsed + 1))
  const [error] = await once(wire, 'error')
  assert.ok(error instanceof TooMuch)
})
