import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { LineWriter } from '../../src/ops/line-writer.ts'
import { until } from '../helpers/until.ts'

const module = join(import.meta.dirname, '../../src/ops/line-writer.ts')

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sluice-lines-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A pipe whose reading end takes only what `read` asks for. */
function pipe(t: TestContext): { readonly fd: number; read(): string } {
  const path = join(folder(t), 'pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const fd = openSync(path, constants.O_WRONLY)
  t.after(() => {
    closeSync(reader)
    closeSync(fd)
  })
  const buffer = Buffer.alloc(1 << 20)
  return {
    fd,
    read: () => {
      try {
        return buffer.subarray(0, readSync(reader, buffer)).toString()
      } catch {
        return '' // EAGAIN: nothing there
      }
    },
  }
}

test('lines reach a file in their order, all of them written at the close', async t => {
  const path = join(folder(t), 'log')
  const fd = openSync(path, 'w')
  t.after(() => closeSync(fd))
  const writer = new LineWriter(fd)
  const lines = Array.from({ length: 5_000 }, (_, n) => `line ${n} ${'x'.repeat(50)}\n`)
  for (const line of lines) writer.write(line)
  await writer.close()
  assert.equal(readFileSync(path, 'utf8'), lines.join(''))
  assert.equal(writer.dropped, 0)
})

test('a line is written soon without a close', async t => {
  const { fd, read } = pipe(t)
  const writer = new LineWriter(fd)
  t.after(() => writer.close())
  writer.write('hello\n')
  let text = ''
  await until(() => (text += read()) !== '', 'the line')
  assert.equal(text, 'hello\n')
})

test('a reader that is slow costs lines, never memory beyond the limit, and what gets through is whole and in order', async t => {
  const { fd, read } = pipe(t)
  const writer = new LineWriter(fd, { limit: 300_000 })
  const total = 20_000
  for (let n = 0; n < total; n++) writer.write(`line ${n} ${'x'.repeat(50)}\n`)
  assert.ok(writer.dropped > 0 && writer.dropped < total, `${writer.dropped} dropped`)
  let text = ''
  const closed = writer.close(30_000)
  await until(() => {
    text += read()
    return text.split('\n').length - 1 === total - writer.dropped
  }, 'what was taken')
  await closed
  const numbers = text
    .trimEnd()
    .split('\n')
    .map(line => {
      assert.match(line, /^line \d+ x{50}$/)
      return Number(line.split(' ')[1])
    })
  assert.deepEqual(
    numbers,
    [...numbers].sort((a, b) => a - b),
  )
})

test('a close does not wait for ever for a reader that is stuck, and counts what it leaves', async t => {
  const { fd } = pipe(t)
  const writer = new LineWriter(fd)
  for (let n = 0; n < 3_000; n++) writer.write(`${'x'.repeat(99)}\n`)
  await writer.close(50)
  assert.ok(writer.dropped > 0)
  const before = writer.dropped
  writer.write('after the close\n')
  assert.equal(writer.dropped, before + 1)
  await writer.close()
})

test('a reader that is gone costs its lines and nothing else, and is told', async t => {
  const path = join(folder(t), 'pipe')
  execFileSync('mkfifo', [path])
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const fd = openSync(path, constants.O_WRONLY)
  t.after(() => closeSync(fd))
  let told = 0
  const unread = () => {
    told++
  }
  const writer = new LineWriter(fd, { unread })
  closeSync(reader)
  writer.write('one\n')
  await writer.close()
  assert.deepEqual([writer.dropped, told], [1, 1])
})

const stuck = `
  const { LineWriter } = await import(process.argv[1])
  const writer = new LineWriter(1)
  for (let n = 0; n < 20_000; n++) writer.write('x'.repeat(99) + '\\n')
  await new Promise(resolve => setTimeout(resolve, 100))
  process.stderr.write('turns\\n')
  process.exit(7)
`

for (const kind of ['socket', 'pipe'] as const) {
  test(`a process whose output is a ${kind} that nobody reads keeps running, and exits when told`, async t => {
    const output = kind === 'pipe' ? pipe(t).fd : 'pipe' // Node makes sockets of what it calls pipes
    const args = ['--input-type=module', '-e', stuck, module]
    const child = spawn(process.execPath, args, { stdio: ['ignore', output, 'pipe'] })
    t.after(() => child.kill('SIGKILL'))
    let told = ''
    child.stderr?.on('data', data => {
      told += data
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    child.stdout?.destroy()
    await until(() => told.includes('\n'), 'the word of the process')
    assert.equal(code, 7)
    assert.equal(told, 'turns\n')
  })
}

test('the last lines of a process that exits without a close are written', async t => {
  const path = join(folder(t), 'log')
  const fd = openSync(path, 'w')
  t.after(() => closeSync(fd))
  const script = `
    const { LineWriter } = await import(process.argv[1])
    new LineWriter(1).write('the last words\\n')
    process.exit(0)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, module], {
    stdio: ['ignore', fd, 'inherit'],
  })
  await once(child, 'exit')
  assert.equal(readFileSync(path, 'utf8'), 'the last words\n')
})
