import assert from 'node:assert/strict'
import { test } from 'node:test'
import { letterView, wholeLetterView } from '../../src/admin/letter-view.ts'
import { logRecord } from '../helpers/events.ts'
import { storyWith } from '../helpers/letters.ts'

const letter = (value: Buffer | string | null, more = {}) => ({
  record: logRecord(value, { topic: 'd', partition: 1, offset: 2, key: Buffer.from('k') }),
  story: storyWith({ headers: [{ name: 'h', value: 'v' }], ...more }),
})

test('a letter is listed without headers and value, and shown with them', () => {
  const listed = letterView(letter('{}'))
  assert.deepEqual(listed.letter, { topic: 'd', partition: 1, offset: 2 })
  assert.deepEqual([listed.key, listed.bytes, listed.stage, listed.unsendable], ['k', 2, 'refused', ''])
  assert.ok(!('headers' in listed) && !('value' in listed))
  const shown = wholeLetterView(letter('{}'))
  assert.deepEqual([shown.value, shown.encoding, shown.shortened], ['{}', 'utf8', false])
  assert.deepEqual(shown.headers, [{ name: 'h', value: 'v' }])
})

test('what is no text is shown in base64, what is large is cut, what is nothing is null', () => {
  const bytes = wholeLetterView(letter(Buffer.from([0xff, 0x00])))
  assert.deepEqual([bytes.value, bytes.encoding], ['/wA=', 'base64'])
  const large = wholeLetterView(letter('x'.repeat(300_000)))
  assert.deepEqual([large.value?.length, large.shortened, large.bytes], [262_144, true, 300_000])
  const gap = wholeLetterView(letter(null, { stage: 'gap' }))
  assert.equal(gap.value, null)
  assert.match(gap.unsendable, /lost/)
})
