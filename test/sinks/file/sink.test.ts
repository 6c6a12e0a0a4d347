import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { FileSink, fileSink } from '../../../sinks/file/sink.ts'
import type { Output } from '../../../sinks/file/types.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { until } from '../../helpers/until.ts'
import { context, folder, linesOf, never, systemError } from './make.ts'

/** A disk whose writes wait for `release`; they fail with `error` where there is one. */
class SlowDisk implements Output {
  readonly writes: number[] = []
  error: Error | undefined
  release = () => {}
  // As work of the disk does, it keeps the process alive; the sink's own timer does not.
  #working: NodeJS.Timeout | undefined

  append(lines: readonly Buffer[]): Promise<void> {
    this.writes.push(lines.length)
    this.#working ??= setInterval(() => {}, 1_000)
    return new Promise((resolve, reject) => {
      this.release = () => (this.error === undefined ? resolve() : reject(this.error))
    })
  }

  async check(): Promise<void> {
    if (this.error !== undefined) throw this.error
  }

  async close(): Promise<void> {
    clearInterval(this.#working)
  }
}

function slow(t: TestContext, timeout = 20_000): { disk: SlowDisk; sink: FileSink } {
  const disk = new SlowDisk()
  const sink = new FileSink('archive', {
    output: disk,
    target: '/a/secret',
    origin: 'file',
    line: 'body',
    netboxId: '',
    timeout,
  })
  t.after(async () => {
    disk.release()
    await sink.close()
  })
  return { disk, sink }
}

test('calls at the same time keep their order', async t => {
  const path = join(await folder(t), 'a')
  const sink = await fileSink.create({ type: 'file', path, line: 'body', max_bytes: 2_000 }, context)
  t.after(() => sink.close())
  const all = Array.from({ length: 60 }, (_, index) => delivery({ body: Buffer.from(`{"n":${index}}`) }))
  const outcomes = await Promise.all(all.map(one => sink.send([one], never)))
  assert.ok(outcomes.flat().every(({ kind }) => kind === 'delivered'))
  assert.deepEqual(
    await linesOf(path),
    all.map(({ body }) => body.toString()),
  )
})

test('what waits is written together', async t => {
  const { disk, sink } = slow(t)
  const sent = [1, 2, 3].map(count => sink.send(deliveries(count), never))
  disk.release()
  await sent[0]
  await until(() => disk.writes.length === 2, 'the second write')
  disk.release()
  await Promise.all(sent)
  assert.deepEqual(disk.writes, [1, 5])
})

test('a full disk is a retry for all of a write, with an alarm and without the path', async t => {
  const { disk, sink } = slow(t)
  disk.error = systemError('ENOSPC')
  const sent = sink.send(deliveries(2), never)
  disk.release()
  const outcome = { kind: 'retry', class: 'unavailable', reason: 'file: the disk is full', alarm: true }
  assert.deepEqual(await sent, [outcome, outcome])
  disk.error = undefined
  const again = sink.send(deliveries(1), never)
  disk.release()
  assert.deepEqual(await again, [{ kind: 'delivered' }])
})

test('a disk that hangs: a retry by the deadline, and what was given up is not written later', async t => {
  const { disk, sink } = slow(t, 50)
  const late = { kind: 'retry', class: 'timeout', reason: 'file: not written in time' }
  const sent = await Promise.all([sink.send(deliveries(1), never), sink.send(deliveries(2), never)])
  assert.deepEqual(sent, [[late], [late, late]])
  const after = sink.send(deliveries(3), never)
  disk.release()
  await until(() => disk.writes.length === 2, 'the second write')
  disk.release()
  await after
  assert.deepEqual(disk.writes, [1, 3])
})

test('aborted while it waits: rejects at once with the reason, and is not written', async t => {
  const { disk, sink } = slow(t)
  const first = sink.send(deliveries(1), never)
  const aborter = new AbortController()
  const reason = new Error('the tenure ended')
  const waiting = assert.rejects(sink.send(deliveries(2), aborter.signal), error => error === reason)
  aborter.abort(reason)
  await waiting
  disk.release()
  await first
  await sink.close()
  assert.deepEqual(disk.writes, [1])
})

test('closed while it writes: nothing is said to be delivered', async t => {
  const { disk, sink } = slow(t)
  const sent = assert.rejects(sink.send(deliveries(1), never), { code: 'sink_closed' })
  const closed = Promise.all([sink.close(), sink.close()])
  await sent
  disk.release()
  await closed
})

test('a check says what to do, and nothing is made before the first event', async t => {
  const path = join(await folder(t), 'a')
  const sink = await fileSink.create({ type: 'file', path }, context)
  await sink.check!(never)
  assert.deepEqual(await readdir(join(path, '..')), [])
  await sink.close()
  const missing = await fileSink.create({ type: 'file', path: join(path, 'b', 'c') }, context)
  await assert.rejects(missing.check!(never), {
    code: 'sink_unreachable',
    message: 'file: its folder does not exist',
  })
  await missing.close()
})

test('a preview is the line, and writes none', async t => {
  const path = join(await folder(t), 'a')
  const sink = await fileSink.create({ type: 'file', path, line: 'body' }, context)
  const { target, body } = sink.preview!(delivery({ body: Buffer.from('{}') }))
  assert.deepEqual([target, body.toString()], [path, '{}\n'])
  await sink.close()
  assert.deepEqual(await readdir(join(path, '..')), [])
})
