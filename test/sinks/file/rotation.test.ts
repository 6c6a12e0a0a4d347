import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { rotate } from '../../../sinks/file/rotation.ts'
import { folder } from './make.ts'

test('each file moves up by one, and the last is gone', async t => {
  const path = join(await folder(t), 'a')
  await writeFile(path, 'new')
  await writeFile(`${path}.1`, 'old')
  await writeFile(`${path}.2`, 'oldest')
  await rotate(path, 2)
  assert.deepEqual(await readdir(join(path, '..')), ['a.1', 'a.2'])
  assert.equal(await readFile(`${path}.1`, 'utf8'), 'new')
  assert.equal(await readFile(`${path}.2`, 'utf8'), 'old')
})

test('a rotation that was broken off is gone on with', async t => {
  const path = join(await folder(t), 'a')
  await writeFile(`${path}.2`, 'old')
  await rotate(path, 3)
  assert.deepEqual(await readdir(join(path, '..')), ['a.3'])
})

test('with none to keep, the file is deleted', async t => {
  const path = join(await folder(t), 'a')
  await writeFile(path, 'new')
  await rotate(path, 0)
  await rotate(path, 0)
  assert.deepEqual(await readdir(join(path, '..')), [])
})

test('what cannot be moved is an error', async t => {
  const path = join(await folder(t), 'a')
  await writeFile(path, 'new')
  await mkdir(`${path}.1`)
  await assert.rejects(rotate(path, 1), { code: 'EISDIR' })
})
