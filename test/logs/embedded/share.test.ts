import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FromHolder, ToHolder } from '../../../src/logs/embedded/types.ts'
import { until } from '../../helpers/until.ts'
import { configFor, folderFor, openLog, writeOf } from './fixtures.ts'

test('what belongs to the holder of the file is not done for others', async t => {
  const log = await openLog(t, configFor(folderFor(t)))
  const sent: FromHolder[] = []
  const share = log.share(message => sent.push(message))
  share.receive({ id: 1, operation: 'close', argument: null } as unknown as ToHolder)
  await until(() => sent.length === 1, 'an answer')
  assert.match(JSON.stringify(sent[0]), /"code":"log_unusable".*does not do that for others/)
  assert.equal(log.status().ready, true)
})

test('others are told of topics and of what grows; who is gone is told nothing', async t => {
  const log = await openLog(t, configFor(folderFor(t)))
  const one: FromHolder[] = []
  const two: FromHolder[] = []
  const share = log.share(message => one.push(message))
  const gone = log.share(message => two.push(message))
  gone.close()
  await log.createTopic('a', { partitions: 1 })
  const [created] = one
  assert.ok(created !== undefined && 'created' in created && created.created.name === 'a')
  const { id } = created.created.partitions[0]!
  const write = writeOf(id, [{ key: null, value: Buffer.from('x') }])
  share.receive({ id: 1, operation: 'write', argument: write })
  await until(() => one.some(message => 'reached' in message), 'the growth')
  assert.deepEqual(
    one.find(message => 'reached' in message),
    { reached: [[id, 1]] },
  )
  assert.ok(one.some(message => 'id' in message && message.id === 1 && 'answer' in message))
  assert.deepEqual(two, [])
})
