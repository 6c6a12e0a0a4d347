import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure, render } from '../table.ts'

test('lipsum makes so many paragraphs of so many words', () => {
  assert.match(render('{{ lipsum(2, min=5, max=6) }}'), /^<p>[A-Z][a-z,. A-Z]+\.<\/p>\n<p>.+<\/p>$/)
  const plain = render('{{ lipsum(3, false, 4, 5) }}').split('\n\n')
  assert.equal(plain.length, 3)
  for (const paragraph of plain) assert.equal(paragraph.split(' ').length, 4)
  assert.equal(render('{{ lipsum(0) }}'), '')
})

test('a range of words without words is an error', () => {
  assert.equal(failure('{{ lipsum(1, true, 5, 5) }}').kind, 'ValueError')
})
