import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { StreamOutput } from '../../../sinks/file/stream-output.ts'
import { lines, systemError } from './make.ts'

test('lines are out once the stream has handed them on, and the stream is not ended', async () => {
  const written: string[] = []
  let handOn = () => {}
  const stream = new Writable({
    write: (chunk, _, done) => {
      written.push(String(chunk))
      handOn = done
    },
  })
  const output = new StreamOutput(stream)
  const appended = output.append(lines('a', 'b'))
  let over = false
  void appended.then(() => (over = true))
  await Promise.resolve()
  assert.ok(!over)
  handOn()
  await appended
  assert.deepEqual(written, ['a\nb\n'])
  await output.check()
  await output.close()
  await output.close()
  assert.ok(stream.writable)
  assert.equal(stream.listenerCount('error'), 0)
})

test('where nobody reads any more it rejects, and nothing escapes', async () => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(systemError('EPIPE')) })
  const output = new StreamOutput(stream)
  await assert.rejects(output.append(lines('a')), { code: 'EPIPE' })
  await assert.rejects(output.check(), { code: 'EPIPE' })
})
