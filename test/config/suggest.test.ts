import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest, suggest, suggestFree } from '../../src/config/suggest.ts'

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

test('where names are free, only one slip in a name of some length is explained', () => {
  const names = ['_', 'HOME', 'CRM_TOKEN', 'KAFKA_PASSWORD', 'PATH']
  for (const [found, meant] of [
    ['CRM_TOKNE', 'CRM_TOKEN'],
    ['CRM_TOKE', 'CRM_TOKEN'],
    ['crm_token', 'CRM_TOKEN'],
    ['KAFKA_PASWORD', 'KAFKA_PASSWORD'],
  ] as const)
    assert.equal(suggestFree(found, names), `did you mean "${meant}"?`)
  for (const found of ['U', 'OME', 'CRM_TOK', 'MATCH', 'ERP_TOKEN'])
    assert.equal(suggestFree(found, names), '', found)
})
