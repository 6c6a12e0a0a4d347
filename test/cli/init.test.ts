import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { folderWith } from '../helpers/config-files.ts'

for (const kind of ['embedded', 'kafka'])
  test(`init writes a configuration for ${kind} that is good as it stands`, async t => {
    const cwd = folderWith(t, {})
    const { code, out } = await cli(['init', '--log', kind], { cwd })
    assert.equal(code, 0)
    assert.match(out, /^wrote sluice\.yaml\nnext: /)
    assert.match(readFileSync(join(cwd, 'sluice.yaml'), 'utf8'), /^# /)
    const { code: good, err } = await cli(['validate'], { cwd })
    assert.deepEqual([good, err], [0, ''])
  })

test('init does not write over a file unless told to', async t => {
  const cwd = folderWith(t, { 'sluice.yaml': 'mine\n' })
  const { code, err } = await cli(['init'], { cwd })
  assert.equal(code, 2)
  assert.match(err, /sluice\.yaml is there already\n {2}--force writes over it/)
  assert.equal(readFileSync(join(cwd, 'sluice.yaml'), 'utf8'), 'mine\n')
  assert.equal((await cli(['init', '--force'], { cwd })).code, 0)
  assert.notEqual(readFileSync(join(cwd, 'sluice.yaml'), 'utf8'), 'mine\n')
})

test('a folder that is not there is a failure that names it', async t => {
  const { code, err } = await cli(['init', 'no/such/folder.yaml'], { cwd: folderWith(t, {}) })
  assert.equal(code, 1)
  assert.match(err, /^sluice: no\/such\/folder\.yaml cannot be written: its folder does not exist\n$/)
})

test('a folder in place of a file is exit code 2, with --force too', async t => {
  const cwd = folderWith(t, { 'etc/x': '' })
  for (const words of [
    ['init', 'etc'],
    ['init', '--force', 'etc'],
  ]) {
    const { code, err } = await cli(words, { cwd })
    assert.deepEqual([code, err], [2, 'sluice: etc is a folder\n  name the file to write in it\n'])
  }
})

test('a folder that takes no file is not said to be missing', async t => {
  // Linux has one; elsewhere the folder is missing indeed.
  const { code, err } = await cli(['init', '/proc/sluice.yaml'], { cwd: folderWith(t, {}) })
  const why = existsSync('/proc') ? 'its folder takes no such file' : 'its folder does not exist'
  assert.deepEqual([code, err], [1, `sluice: /proc/sluice.yaml cannot be written: ${why}\n`])
})
