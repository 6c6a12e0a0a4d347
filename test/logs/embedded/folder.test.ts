import assert from 'node:assert/strict'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  checkWritable,
  fileOf,
  holderOf,
  isOpenToOthers,
  makeFile,
  makeFolder,
  removeHolder,
  restrictFiles,
  writeHolder,
} from '../../../src/logs/embedded/folder.ts'
import { errorOf, folderFor } from './fixtures.ts'

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

test('a data folder is made for its owner alone, and one that others can enter is noticed', t => {
  const folder = join(folderFor(t), 'a', 'data')
  makeFolder(folder)
  makeFolder(folder)
  assert.equal(modeOf(folder), '700')
  assert.equal(isOpenToOthers(folder), false)
  chmodSync(folder, 0o755)
  assert.equal(isOpenToOthers(folder), true)
})

test('a data folder that cannot be made says where and what to do', t => {
  const file = join(folderFor(t), 'file')
  writeFileSync(file, '')
  const { code, message, hint } = errorOf(() => makeFolder(join(file, 'data')))
  assert.equal(code, 'log_unusable')
  assert.ok(message.startsWith(join(file, 'data')))
  assert.match(hint, /log\.path/)
})

test('where a file system takes no folders, that is said and not tried for ever', {
  skip: !existsSync('/proc/self'),
}, () => {
  assert.match(
    errorOf(() => makeFolder('/proc/sluice/data')).message,
    /^\/proc\/sluice\/data: no data folder/,
  )
})

test('a file gets its name once it is complete, and is never built anew', t => {
  const folder = folderFor(t)
  assert.throws(() => makeFile(folder, () => assert.fail('half way')), /half way/)
  assert.deepEqual(readdirSync(folder), [])
  makeFile(folder, path => writeFileSync(path, 'complete'))
  assert.deepEqual(readdirSync(folder), ['log.db'])
  assert.equal(modeOf(fileOf(folder)), '600')
  makeFile(folder, () => assert.fail('built anew'))
  assert.equal(readFileSync(fileOf(folder), 'utf8'), 'complete')
})

test('an empty file and a journal without its file are damage, and nothing is written over them', t => {
  const empty = folderFor(t)
  writeFileSync(fileOf(empty), '')
  assert.match(errorOf(() => makeFile(empty, () => assert.fail('built'))).message, /is empty/)
  assert.equal(statSync(fileOf(empty)).size, 0)
  const orphan = folderFor(t)
  writeFileSync(`${fileOf(orphan)}-wal`, 'records')
  assert.match(
    errorOf(() => makeFile(orphan, () => assert.fail('built'))).message,
    /missing, but its journal/,
  )
  assert.equal(readFileSync(`${fileOf(orphan)}-wal`, 'utf8'), 'records')
})

test('a folder and a file that can be written are found so, and nothing is made', t => {
  const folder = folderFor(t)
  checkWritable(folder)
  writeFileSync(fileOf(folder), 'x')
  checkWritable(folder)
  checkWritable(join(folder, 'missing'))
  assert.deepEqual(readdirSync(folder), ['log.db'])
})

test('files are taken away from others', t => {
  const folder = folderFor(t)
  for (const file of [fileOf(folder), `${fileOf(folder)}-wal`]) writeFileSync(file, 'x', { mode: 0o644 })
  restrictFiles(folder)
  assert.deepEqual([modeOf(fileOf(folder)), modeOf(`${fileOf(folder)}-wal`)], ['600', '600'])
})

test('who holds a folder can be told, and where nobody knows it is another process', t => {
  const folder = folderFor(t)
  assert.equal(holderOf(folder), 'another process')
  writeHolder(folder)
  assert.match(holderOf(folder), new RegExp(`^process ${process.pid} on .+, since 20`))
  removeHolder(folder)
  assert.equal(existsSync(join(folder, 'holder.json')), false)
  writeHolder(join(folder, 'missing'))
})
