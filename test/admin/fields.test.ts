import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fields, selectionFields } from '../../src/admin/fields.ts'

const known = ['sink', 'n', 'flag', 'to', 'rate', ...selectionFields]
const fields = (values: unknown) => new Fields(values, known)

test('fields are read as what they are, from a body and from a query', () => {
  const given = fields({ sink: 'crm', n: '7', flag: true, to: '0:3', rate: '60/min' })
  assert.deepEqual([given.text('sink'), given.number('n'), given.flag('flag')], ['crm', 7, true])
  assert.deepEqual(given.point('to'), { kind: 'offsets', offsets: new Map([[0, 3]]) })
  assert.equal(given.rate('rate', 5), 1)
  const none = fields(undefined)
  assert.deepEqual(
    [none.text('sink'), none.number('n'), none.flag('flag'), none.rate('rate', 5)],
    [undefined, undefined, false, 5],
  )
  assert.deepEqual(none.point('to', { kind: 'latest' }), { kind: 'latest' })
  assert.equal(fields({ rate: 'none' }).rate('rate', 5), 0)
  assert.equal(none.get('to'), null)
  assert.equal(given.has('to'), true)
})

test('which letters are meant: what is not named is left out, and an offset alone is of partition 0', () => {
  assert.deepEqual(fields({}).selection(), {})
  const selection = fields({ offset: 4, stage: 'refused', since: '2026-03-01T12:00:00Z' }).selection()
  assert.deepEqual(selection, {
    partition: 0,
    offset: 4,
    stage: 'refused',
    since: Date.parse('2026-03-01T12:00:00Z'),
  })
})

test('anything else is refused with where, found and expected', () => {
  const refused = (message: RegExp) => ({ code: 'request_invalid', message })
  assert.throws(() => fields([]), refused(/the body: found \[\], expected an object/))
  assert.throws(() => fields({ snk: 1 }), { ...refused(/unknown field "snk"/), hint: /sink/ })
  assert.throws(() => fields({ sink: 1 }).text('sink'), refused(/sink: found 1, expected a text/))
  assert.throws(() => fields({}).needed('sink'), refused(/sink is missing/))
  assert.throws(() => fields({ n: -1 }).number('n'), refused(/n: found -1/))
  assert.throws(() => fields({ n: 8 }).number('n', 7), refused(/up to 7/))
  assert.throws(() => fields({ flag: 'yes' }).flag('flag'), refused(/true or false/))
  assert.throws(() => fields({}).point('to'), refused(/expected earliest/))
  assert.throws(() => fields({ rate: '0/s' }).rate('rate', 1), refused(/a rate such as/))
  assert.throws(() => fields({ since: '7' }).time('since'), refused(/expected a time/))
})
