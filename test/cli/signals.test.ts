import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../servers/cache.ts'

const program = `
const { untilInterrupted } = await import(${JSON.stringify(join(ROOT, 'src/cli/signals.ts'))})
setInterval(() => {}, 1_000)
untilInterrupted().then(signal => console.log(signal))
console.log('waits')
`

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  test(`the first ${signal} is told, the second ends the process at once with 1`, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      if (out === 'waits\n' || out === `waits\n${signal}\n`) child.kill(signal)
    })
    const [code] = (await once(child, 'close')) as [number]
    assert.deepEqual([code, out], [1, `waits\n${signal}\n`])
  })

test('each SIGHUP calls for a reload, and ends nothing', async () => {
  const hangups = `
const { onHangup } = await import(${JSON.stringify(join(ROOT, 'src/cli/signals.ts'))})
setInterval(() => {}, 1_000)
let count = 0
onHangup(() => console.log(++count))
console.log('waits')
`
  const child = spawn(process.execPath, ['--input-type=module', '-e', hangups], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    child.kill(out.endsWith('2\n') ? 'SIGTERM' : 'SIGHUP')
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  assert.deepEqual([out, signal], ['waits\n1\n2\n', 'SIGTERM'])
})
