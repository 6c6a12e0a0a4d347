import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { test } from 'node:test'
import { cli } from '../../helpers/cli.ts'
import { folderWith } from '../../helpers/config-files.ts'

test('the demo ends by itself: every event arrived, one receiver failed for a while, the last line is JSON', async () => {
  const { code, out, err } = await cli(['demo', '--for', '3s', '--json', '--rate', '20'])
  assert.equal(code, 0, `${out}${err}`)
  const tally = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { [name: string]: number }
  assert.ok(tally['received']! >= 30, out)
  assert.equal(tally['delivered'], tally['expected'])
  assert.deepEqual([tally['lost'], tally['duplicates'], tally['out_of_order']], [0, 0, 0])
  assert.ok(tally['turned_away']! > 0)
  assert.match(out, /metrics +http:\/\/127\.0\.0\.1:\d+\/metrics/)
  assert.match(out, /printer +got object_created core-01 \(active\) +place \d\/0, egress_id /)
  assert.match(out, /^\S+ +sluice +for 3 s: 20 events a second/)
  assert.match(out, /flaky +is well again/)
})

test('the demo runs where its ports are taken, and Ctrl-C drains it', async t => {
  const taken = await Promise.all([8080, 9000, 9001, 9464].map(taking))
  t.after(() => {
    for (const server of taken) server?.close()
  })
  const { code, out, err } = await cli(['demo', '--rate', '20'], { stop: /printer +got (.*\n){4}/ })
  assert.equal(code, 0, `${out}${err}`)
  assert.doesNotMatch(out, /127\.0\.0\.1:(8080|9000|9001|9464)\b/)
  assert.match(out, /\d+ events, \d+ deliveries, 0 duplicates, 0 lost\n$/)
})

test('a demo whose output nobody reads leaves nothing behind and says nothing', async t => {
  const temporary = folderWith(t, {})
  const { code, err } = await cli(['demo', '--rate', '20'], {
    unread: /printer +got/,
    env: { TMPDIR: temporary },
  })
  assert.deepEqual([code, err, readdirSync(temporary)], [0, '', []])
})

/** Takes a port; undefined where another process has it already, which is as good. */
function taking(port: number): Promise<Server | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
