import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePoint, pointForms } from '../src/point.ts'

test('what is written in the forms that messages name is a point, anything else is none', () => {
  const named = [...pointForms.matchAll(/\(([^)]+)\)/g)].flatMap(([, forms]) =>
    forms!.includes(':') ? [forms!] : forms!.split(', '),
  )
  assert.ok(named.length >= 5)
  for (const text of ['earliest', 'latest', ...named]) assert.ok(parsePoint(text, 0) !== undefined, text)
  for (const text of ['', 'now', '1:', '-1']) assert.equal(parsePoint(text, 0), undefined, text)
})

test('times ago count from now', () => {
  assert.deepEqual(parsePoint('1h', 3_700_000), { kind: 'time', time: 100_000 })
})
