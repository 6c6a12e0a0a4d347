import assert from 'node:assert/strict'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Reserve } from '../../../src/logs/embedded/reserve.ts'
import { folderFor } from './fixtures.ts'

test('the reserve takes its bytes from the disk, for its owner alone, and gives them back', t => {
  const folder = folderFor(t)
  const file = join(folder, 'reserve')
  const reserve = new Reserve(folder, 200_000)
  assert.equal(reserve.release(), false)
  assert.equal(reserve.hold(), true)
  assert.equal(reserve.hold(), true)
  const { size, blocks, mode } = statSync(file)
  assert.equal(size, 200_000)
  assert.ok(blocks * 512 >= 200_000, `${blocks} blocks`)
  assert.equal((mode & 0o777).toString(8), '600')
  assert.equal(reserve.release(), true)
  assert.equal(existsSync(file), false)
  assert.equal(reserve.release(), false)
  assert.equal(reserve.hold(), true)
})

test('a reserve of the process before is taken over, and one that is not whole is made anew', t => {
  const folder = folderFor(t)
  new Reserve(folder, 100_000).hold()
  const { ino } = statSync(join(folder, 'reserve'))
  assert.equal(new Reserve(folder, 100_000).hold(), true)
  assert.equal(statSync(join(folder, 'reserve')).ino, ino)
  writeFileSync(join(folder, 'reserve'), 'cut short')
  assert.equal(new Reserve(folder, 100_000).hold(), true)
  assert.equal(statSync(join(folder, 'reserve')).size, 100_000)
})

test('where there is no space for it there is none, and nothing is left of the attempt', t => {
  const folder = folderFor(t)
  assert.equal(new Reserve(folder, 2 ** 52).hold(), false)
  assert.equal(existsSync(join(folder, 'reserve')), false)
  assert.equal(new Reserve(join(folder, 'missing'), 1_000).hold(), false)
})
