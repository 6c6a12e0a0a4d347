import assert from 'node:assert/strict'
import { test } from 'node:test'
import { discard, list, redrive, show } from '../../../src/cli/admin/letter-actions.ts'
import { askingOptions } from '../../helpers/asking.ts'
import { withLetters } from '../../helpers/operated.ts'

test('letters are listed to the number that is asked for, and as JSON', async t => {
  const running = await withLetters(t, 3)
  const options = { ...askingOptions(t, running), json: true }
  const listed = JSON.parse(await list('crm', { ...options, limit: 2 })) as {
    letters: unknown[]
    more: boolean
  }
  assert.deepEqual([listed.letters.length, listed.more], [2, true])
  const shown = JSON.parse(await show('crm', { ...options, offset: 2 })) as { letter: { offset: number } }
  assert.equal(shown.letter.offset, 2)
  assert.deepEqual(JSON.parse(await discard('crm', { ...options, offset: 0, reason: 'x' })), { discarded: 1 })
  const { text, good } = await redrive('crm', { ...options, all: true, dryRun: true })
  assert.deepEqual(
    [(JSON.parse(text) as { plan: object }).plan, good],
    [{ records: 4, deliveries: 2, unsendable: 0 }, true],
  )
  await assert.rejects(redrive('crm', options), { code: 'usage' })
})
