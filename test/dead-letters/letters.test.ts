import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Letters } from '../../src/dead-letters/letters.ts'
import { parseMark } from '../../src/dead-letters/marks.ts'
import type { Selection } from '../../src/dead-letters/selection.ts'
import { bury, letterLog } from '../helpers/letters.ts'

async function placesOf(letters: Letters, selection?: Selection): Promise<readonly string[]> {
  const places: string[] = []
  for await (const { record } of letters.open('crm', selection))
    places.push(`${record.partition}/${record.offset}`)
  return places
}

test('those that are marked are not listed, whatever has become of them', async () => {
  const { log, letters } = await letterLog()
  for (let n = 0; n < 4; n++) await bury(log)
  await bury(log, { stage: 'gap' }, 'x', 1)
  assert.deepEqual(await placesOf(letters), ['0/0', '0/1', '0/2', '0/3', '1/0'])
  await letters.mark('crm', 0, [1, 2], 'redriven', { by: 'ops', job: 'j' })
  assert.deepEqual(await placesOf(letters), ['0/0', '0/3', '1/0'])
  assert.deepEqual(await placesOf(letters, { stage: 'gap' }), ['1/0'])
  assert.deepEqual(await placesOf(letters, { partition: 0, offset: 3 }), ['0/3'])
})

test('pages follow each other, over partitions and marks, and the last one says so', async () => {
  const { log, letters } = await letterLog()
  for (let n = 0; n < 3; n++) await bury(log)
  for (let n = 0; n < 2; n++) await bury(log, {}, 'x', 1)
  await letters.mark('crm', 0, [1], 'discarded', { by: 'ops' })
  const pages: string[][] = []
  let next: Parameters<Letters['page']>[3]
  do {
    const page = await letters.page('crm', {}, 2, next)
    pages.push(page.letters.map(({ record }) => `${record.partition}/${record.offset}`))
    next = page.next
  } while (next !== undefined)
  assert.deepEqual(pages, [
    ['0/0', '0/2'],
    ['1/0', '1/1'],
  ])
})

test('a discard leaves a mark with who and why, and takes what is meant only', async () => {
  const { log, letters } = await letterLog()
  await bury(log)
  await bury(log, { class: 'timeout' })
  const asked = { by: 'ops', reason: 'a test device' }
  assert.equal(await letters.discard('crm', { class: 'timeout' }, asked), 1)
  assert.equal(await letters.discard('crm', { class: 'timeout' }, asked), 0)
  assert.deepEqual(await placesOf(letters), ['0/0'])
  const trace = log.partition('dead-letters.crm', 0).records.map(parseMark).find(Boolean)
  assert.deepEqual(
    [trace?.mark, trace?.offsets, trace?.by, trace?.reason],
    ['discarded', [1], 'ops', 'a test device'],
  )
})

test('one is shown also when it is marked; what is none is said', async () => {
  const { log, letters } = await letterLog()
  await bury(log)
  await letters.mark('crm', 0, [0], 'redriven', { by: 'ops' })
  assert.equal((await letters.one('crm', { partition: 0, offset: 0 })).story.stage, 'refused')
  for (const place of [
    { partition: 0, offset: 1 },
    { partition: 0, offset: 9 },
    { partition: 7, offset: 0 },
  ])
    await assert.rejects(letters.one('crm', place), { code: 'letter_unknown' })
  await assert.rejects(letters.bounds('other'), { code: 'topic_missing' })
})
