import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { folderWith } from '../helpers/config-files.ts'
import { activation, several } from '../helpers/explained.ts'
import { fillLog } from '../helpers/filled-log.ts'
import { SluiceProcess, testFolder } from '../helpers/sluice-process.ts'
import { ROOT } from '../servers/cache.ts'

const message = JSON.stringify(activation)

test('explain says why each rule fires or not, from a file and from standard input', async t => {
  const cwd = folderWith(t, { 'sluice.yaml': several, 'event.json': message })
  const { code, out, err } = await cli(['explain', '--event', 'event.json'], { cwd, env: { NO_COLOR: '1' } })
  assert.deepEqual([code, err], [0, ''])
  assert.match(out, /✔ activated: fires, for crm, audit\n {4}✔ and\n {6}✔ status changed {2}before "planned"/)
  assert.match(out, /! misspelt: .*\n(?: {4}.*\n)* {10}error: Invalid key path: stauts\.value\n/)
  const main = join(ROOT, 'src/cli/main.ts')
  const piped = spawnSync(process.execPath, [main, 'explain', '-e', '-', '--json'], {
    cwd,
    input: message,
    encoding: 'utf8',
  })
  assert.equal(piped.status, 0, piped.stderr)
  const { matched, deliveries } = JSON.parse(piped.stdout) as { matched: boolean; deliveries: unknown[] }
  assert.deepEqual([matched, deliveries.length], [true, 2])
})

test('a message that is no event is explained too: exit code 0', async t => {
  const cwd = folderWith(t, { 'sluice.yaml': several, 'event.json': '{"event":' })
  const { code, out } = await cli(['explain', '-e', 'event.json'], { cwd })
  assert.equal(code, 0)
  assert.match(out, /no event: byte 9: found the end/)
})

test('a record of the embedded log is explained by its place; one that is not there is exit code 1', async t => {
  const cwd = folderWith(t, { 'sluice.yaml': several })
  await fillLog(join(cwd, 'data'), 'events', [message, message])
  const [there, not, partition] = [
    await cli(['explain', '--topic', 'events', '--partition', '0', '--offset', '1', '--envelope'], { cwd }),
    await cli(['explain', '--offset', '2'], { cwd }),
    await cli(['explain', '--partition', '9', '--offset', '0'], { cwd }),
  ]
  assert.equal(there.code, 0, there.err)
  assert.match(there.out, /^record {2}events\/0 offset 1, [\s\S]*"egress_id": /)
  assert.deepEqual([not.code, not.err], [1, 'sluice: events/0 has no record 2\n  it holds 0 to 1\n'])
  assert.deepEqual([partition.code, partition.err], [1, 'sluice: events has the one partition 0, not 9\n'])
})

test('while a router has the folder, explain says what to do: exit code 1', async t => {
  const folder = testFolder(t)
  const config = several.replace('8080 }', '0 }\nmetrics: { listen: 127.0.0.1:0 }')
  const router = new SluiceProcess(t, { config, folder })
  await router.ready()
  const { code, err } = await cli(['explain', '--offset', '0'], { cwd: folder })
  assert.equal(code, 1)
  assert.match(
    err,
    /^sluice: data folder .* is in use by process \d+ .*\n {2}one process at a time can read .*stop that one/,
  )
})

test('wrong words and files are exit code 2, a log that is not there 1', async t => {
  const cwd = folderWith(t, { 'sluice.yaml': several, 'bad.yaml': 'rulez: []\n', 'event.json': message })
  const results = await Promise.all(
    [
      ['-e', 'nowhere.json'],
      [],
      ['-e', 'event.json', '-c', 'nowhere.yaml'],
      ['-e', 'event.json', '-c', 'bad.yaml'],
      ['-e', 'event.json', '--topic', 'evnts'],
      ['-e', 'event.json', '--rule', 'activatd'],
      ['--offset', 'x'],
      ['-e', 'event.json', '--header', 'x'],
      ['--offset', '0'],
    ].map(words => cli(['explain', ...words], { cwd })),
  )
  assert.deepEqual(
    results.map(({ code }) => code),
    [2, 2, 2, 2, 2, 2, 2, 2, 1],
  )
  const said = results.map(({ err }) => err)
  assert.equal(said[0], 'sluice: nowhere.json does not exist\n')
  assert.match(said[1]!, /^sluice: what is to be explained\?\n {2}--event FILE, or /)
  assert.match(said[4]!, /reads no topic "evnts"\n {2}did you mean "events"\?/)
  assert.match(said[5]!, /there is no rule "activatd"\n {2}did you mean "activated"\?/)
  assert.match(said[7]!, /expected name=value/)
  assert.match(said[8]!, /there is no log in .*data yet/)
})
