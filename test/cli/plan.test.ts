import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { folderWith } from '../helpers/config-files.ts'
import { activation, several } from '../helpers/explained.ts'
import { fillLog } from '../helpers/filled-log.ts'

const changed = several.replace('[crm, audit]', '[audit]')

test('plan says what a changed configuration would have delivered differently: exit code 0', async t => {
  const cwd = folderWith(t, { 'sluice.yaml': several, 'new.yaml': changed })
  const message = JSON.stringify(activation)
  await fillLog(join(cwd, 'data'), 'events', [message, message, message])
  const text = await cli(['plan', '--against', 'new.yaml', '--from', '1'], { cwd, env: { NO_COLOR: '1' } })
  assert.equal(text.code, 0, text.err)
  assert.match(text.out, /^2 records of 1 partition\n/)
  assert.match(text.out, /\n {2}crm +0 +2 +0 +0\n {4}lost: events\/0@1, events\/0@2\n/)
  assert.equal(text.err, '')
  const json = await cli(['plan', '-c', 'new.yaml', '-a', 'sluice.yaml', '--json', '--from', '1h'], { cwd })
  assert.equal(JSON.parse(json.out).sinks[0].gained.count, 3)
  const out = await cli(['plan', '-a', 'new.yaml', '--to', '0:9'], { cwd })
  assert.deepEqual([out.code, out.err], [1, 'sluice: events/0 does not reach offset 9\n  it holds 0 to 3\n'])
})

test('two logs are noted: the records are those of the current one', async t => {
  const cwd = folderWith(t, {
    'sluice.yaml': several,
    'new.yaml': `log: { type: embedded, path: ./other }\n${changed}`,
  })
  await fillLog(join(cwd, 'data'), 'events', ['{}'])
  const { code, out, err } = await cli(['plan', '-a', 'new.yaml'], { cwd })
  assert.deepEqual(
    [code, err],
    [0, 'note: the two read different logs; the records are those of sluice.yaml\n'],
  )
  assert.match(out, /^1 record of 1 partition/)
})

test('wrong words and configurations are exit code 2, a log that is not there 1', async t => {
  const cwd = folderWith(t, {
    'sluice.yaml': several,
    'new.yaml': changed,
    'bad.yaml': several.replace('[crm, audit]', '[cmr]'),
  })
  const results = await Promise.all(
    [
      [],
      ['-a', 'nowhere.yaml'],
      ['-a', 'bad.yaml'],
      ['-a', 'new.yaml', '--from', 'yesterday'],
      ['-a', 'new.yaml', '--topic', 'evnts'],
      ['-a', 'new.yaml'],
    ].map(words => cli(['plan', ...words], { cwd })),
  )
  assert.deepEqual(
    results.map(({ code }) => code),
    [2, 2, 2, 2, 2, 1],
  )
  const said = results.map(({ err }) => err)
  assert.match(said[0]!, /required option .*--against/)
  assert.match(said[1]!, /^nowhere\.yaml: the configuration does not exist/)
  assert.match(said[2]!, /unknown sink "cmr"/)
  assert.match(said[3]!, /found "yesterday", expected earliest, latest, a time/)
  assert.match(said[4]!, /reads no topic "evnts"/)
  assert.match(said[5]!, /there is no log in .*data yet/)
})
