import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Group } from '../../../src/logs/embedded/group.ts'
import { ownWay } from '../../../src/logs/embedded/way.ts'
import { folderFor, keepLines, openStore, partsOver, settingsFor } from './fixtures.ts'

test('the own way leads to a thread that holds the file, and to groups of this process', async t => {
  const path = folderFor(t)
  const told = { died: () => {}, reached: () => {}, created: () => {} }
  const channel = ownWay.connect('log', keepLines().logger, told)
  t.after(() => channel.close())
  const { id } = await channel.call('open', settingsFor(path))
  assert.match(id, /^[0-9a-f-]{36}$/)
  const { store } = openStore(t, folderFor(t))
  assert.ok(ownWay.group('g', partsOver(store)) instanceof Group)
})
