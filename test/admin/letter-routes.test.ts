import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LetterView } from '../../src/admin/letter-view.ts'
import { withLetters } from '../helpers/operated.ts'

interface Page {
  readonly letters: readonly LetterView[]
  readonly next?: string
}

test('letters are paged and chosen', async t => {
  const { operator } = await withLetters(t, 3)
  const first = await operator.get<Page>('/dead-letters?sink=crm&limit=2')
  assert.deepEqual([first.body.letters.length, first.body.next], [2, '0/2'])
  const second = await operator.get<Page>(`/dead-letters?sink=crm&limit=2&after=${first.body.next}`)
  assert.deepEqual([second.body.letters.length, second.body.next], [1, undefined])
  const none = await operator.get<Page>('/dead-letters?sink=crm&stage=given_up')
  assert.deepEqual(none.body, { letters: [] })
  const undecodable = await operator.get<Page>('/dead-letters?sink=undecodable')
  assert.deepEqual(undecodable.body, { letters: [] })
})

test('what is not clear is refused', async t => {
  const { operator } = await withLetters(t, 1)
  const cases: [path: string, status: number][] = [
    ['/dead-letters', 400],
    ['/dead-letters?sink=x', 404],
    ['/dead-letters?sink=crm&after=7', 400],
    ['/dead-letters?sink=crm&limit=9999', 400],
    ['/dead-letters/one?sink=crm', 400],
    ['/dead-letters/one?sink=crm&offset=99', 404],
  ]
  for (const [path, status] of cases) assert.equal((await operator.get(path)).status, status, path)
  const all = { sink: 'crm', reason: 'x' }
  const refused = await operator.post('/dead-letters/discard', all)
  assert.match(refused.body.error.hint, /"all": true/)
  const done = await operator.post<{ discarded: number }>('/dead-letters/discard', { ...all, all: true })
  assert.equal(done.body.discarded, 1)
})
