import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest, suggest } from '../../src/config/suggest.ts'

const known = ['sinks', 'sources', 'name', 'max_elapsed', 'object_created']

test('a slip of the fingers is recognised', () => {
  for (const [found, meant] of [
    ['sinkz', 'sinks'],
    ['sink', 'sinks'],
    ['Sources', 'sources'],
    ['nmae', 'name'],
    ['max-elapsed', 'max_elapsed'],
    ['object_create', 'object_created'],
  ] as const)
    assert.equal(nearest(found, known), meant, found)
})

test('a word that is something else brings no suggestion', () => {
  for (const found of ['webhook', 'x', 'a'.repeat(1_000_000)]) assert.equal(suggest(found, known), '')
  assert.equal(suggest('sinks', []), '')
})

test('a suggestion is a question', () => {
  assert.equal(suggest('sinkz', known), 'did you mean "sinks"?')
})
