import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSelected, type Selection, whyNotRedrivable } from '../../src/dead-letters/selection.ts'
import { storyWith } from '../helpers/letters.ts'

const place = { partition: 1, offset: 5 }
const noon = Date.parse('2026-03-01T12:00:00Z')

test('a letter is meant where everything that is named fits', () => {
  const fitting: Selection[] = [
    {},
    { partition: 1, offset: 5 },
    { stage: 'refused', class: 'rejected' },
    { rule: 'r' },
    { since: noon, until: noon + 1 },
  ]
  const others: Selection[] = [
    { partition: 0 },
    { offset: 6 },
    { stage: 'given_up' },
    { stage: 'refused', class: 'timeout' },
    { rule: 'q' },
    { since: noon + 1 },
    { until: noon },
  ]
  for (const selection of fitting)
    assert.ok(isSelected(selection, place, storyWith()), JSON.stringify(selection))
  for (const selection of others)
    assert.equal(isSelected(selection, place, storyWith()), false, JSON.stringify(selection))
})

test('what has nothing whole to send cannot be sent again', () => {
  assert.equal(whyNotRedrivable(storyWith()), undefined)
  assert.match(whyNotRedrivable(storyWith({ stage: 'gap' })) ?? '', /lost/)
  assert.match(whyNotRedrivable(storyWith({ stage: 'undecodable' })) ?? '', /no event/)
  const cut = { length: 10, kept: 5, sha256: 'x' }
  assert.match(whyNotRedrivable(storyWith({ cut })) ?? '', /not take all/)
})
