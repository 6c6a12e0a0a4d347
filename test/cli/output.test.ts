import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../servers/cache.ts'

const module = JSON.stringify(join(ROOT, 'src/cli/output.ts'))

/** Runs a program to its end; of a pipe, its first word is read and nothing more. */
function play(program: string, stdout: 'pipe' | number): Promise<{ code: number; err: string }> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `import { complain, print, untilUnread } from ${module}\n${program}`],
    { stdio: ['ignore', stdout, 'pipe'] },
  )
  child.stdout?.once('data', () => child.stdout?.destroy())
  let err = ''
  child.stderr!.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  return new Promise(resolve => child.once('close', code => resolve({ code: code ?? -1, err })))
}

test('a command whose output nobody reads ends at once and without a word', async () => {
  const { code, err } = await play(`setInterval(() => print('x\\n'), 5)`, 'pipe')
  assert.deepEqual([code, err], [1, ''])
})

test('one that waits for that ends in its own order', async () => {
  const { code, err } = await play(
    `const timer = setInterval(() => print('x\\n'), 5)
untilUnread().then(() => { print('lost'); clearInterval(timer); complain('bye') })`,
    'pipe',
  )
  assert.deepEqual([code, err], [0, 'bye'])
})

test('any other failure of standard output is said', { skip: !existsSync('/dev/full') }, async () => {
  const full = openSync('/dev/full', 'w')
  const { code, err } = await play(`print('x'); setInterval(() => {}, 1_000)`, full)
  closeSync(full)
  assert.equal(code, 1)
  assert.match(err, /^sluice: standard output cannot be written: ENOSPC/)
})
