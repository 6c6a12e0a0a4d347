import assert from 'node:assert/strict'
import { type FileHandle, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { RotatedFile, type RotatedFileOptions } from '../../../sinks/file/rotated-file.ts'
import { folder, lines, linesOf, systemError } from './make.ts'

async function made(
  t: TestContext,
  options: Partial<RotatedFileOptions> = {},
  openFile?: typeof open,
): Promise<{ path: string; file: RotatedFile }> {
  const path = join(await folder(t), 'events.jsonl')
  const file = new RotatedFile({ path, fsync: false, maxBytes: 0, keep: 2, ...options }, openFile)
  t.after(() => file.close())
  return { path, file }
}

test('lines are appended to what is there, and the file is made where it is not', async t => {
  const { path, file } = await made(t)
  await file.append(lines('a', 'b'))
  await file.close()
  await file.close()
  await file.append(lines('c'))
  assert.deepEqual(await linesOf(path), ['a', 'b', 'c'])
})

test('no file is larger than it may be, no line is divided, and the oldest go', async t => {
  const { path, file } = await made(t, { maxBytes: 6 })
  await file.append(lines('a1', 'a2', 'b1', 'longer than that', 'c1', 'c2'))
  await file.append(lines('d1'))
  assert.deepEqual(await linesOf(path), ['d1'])
  assert.deepEqual(await linesOf(`${path}.1`), ['c1', 'c2'])
  assert.deepEqual(await linesOf(`${path}.2`), ['longer than that'])
  assert.equal((await readdir(dirname(path))).length, 3)
})

test('what was there before counts towards the size', async t => {
  const { path, file } = await made(t, { maxBytes: 6 })
  await writeFile(path, 'before\n')
  await file.append(lines('a'))
  assert.deepEqual(await linesOf(path), ['a'])
  assert.deepEqual(await linesOf(`${path}.1`), ['before'])
})

test('a line that was broken off does not spoil the next', async t => {
  const { path, file } = await made(t)
  await writeFile(path, 'whole\nbro')
  await file.append(lines('a'))
  await file.append(lines('b'))
  assert.deepEqual(await linesOf(path), ['whole', 'bro', 'a', 'b'])
})

test('a file that is renamed or deleted meanwhile gets no more lines', async t => {
  const { path, file } = await made(t)
  await file.append(lines('a'))
  await rename(path, `${path}-old`)
  await file.append(lines('b'))
  await rm(path)
  await file.append(lines('c'))
  assert.deepEqual(await linesOf(`${path}-old`), ['a'])
  assert.deepEqual(await linesOf(path), ['c'])
})

test('a write that fails half way rejects, and it goes on once there is room', async t => {
  let full = true
  const { path, file } = await made(t, {}, async (...given) => {
    const handle = await open(...given)
    return full ? withFullDisk(handle) : handle
  })
  await assert.rejects(file.append(lines('abc')), { code: 'ENOSPC' })
  full = false
  await file.append(lines('abc'))
  assert.deepEqual(await linesOf(path), ['ab', 'abc'])
})

function withFullDisk(handle: FileHandle): FileHandle {
  const write = handle.appendFile.bind(handle)
  handle.appendFile = async data => {
    await write((data as Buffer).subarray(0, 2))
    throw systemError('ENOSPC')
  }
  return handle
}

test('with fsync, lines that could not be synced are not appended', async t => {
  const synced: string[] = []
  const { file } = await made(t, { fsync: true }, async (...given) => {
    const handle = await open(...given)
    const sync = handle.datasync.bind(handle)
    handle.datasync = async () => {
      synced.push('data')
      if (synced.length > 1) throw systemError('EIO')
      await sync()
    }
    return handle
  })
  await file.append(lines('a'))
  assert.deepEqual(synced, ['data'])
  await assert.rejects(file.append(lines('b')), { code: 'EIO' })
})

test('without fsync nothing waits for the disk', async t => {
  const { file } = await made(t, {}, async (...given) => {
    const handle = await open(...given)
    handle.datasync = () => Promise.reject(new Error('synced'))
    return handle
  })
  await file.append(lines('a'))
})

test('what is no regular file is not written to', async t => {
  const { path, file } = await made(t)
  await mkdir(path)
  await assert.rejects(file.append(lines('a')), { code: 'EISDIR' })
  await assert.rejects(file.check(), { code: 'ENOTFILE' })
  const device = new RotatedFile({ path: '/dev/null', fsync: false, maxBytes: 0, keep: 1 })
  await assert.rejects(device.append(lines('a')), { code: 'ENOTFILE' })
})

test('a check makes nothing, and finds a folder that is missing', async t => {
  const { path, file } = await made(t)
  await file.check()
  assert.deepEqual(await readdir(dirname(path)), [])
  await file.append(lines('a'))
  await file.check()
  const elsewhere = new RotatedFile({ path: join(path, '../no/a'), fsync: false, maxBytes: 0, keep: 1 })
  await assert.rejects(elsewhere.check(), { code: 'ENOENT' })
  await assert.rejects(elsewhere.append(lines('a')), { code: 'ENOENT' })
})
