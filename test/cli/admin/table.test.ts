import assert from 'node:assert/strict'
import { test } from 'node:test'
import { table } from '../../../src/cli/admin/table.ts'

test('columns are as wide as what is in them, numbers stand to the right, nothing moves the cursor', () => {
  assert.equal(
    table(
      ['sink', 'lag'],
      [
        ['a', 1_000],
        ['long\u001b[2Jname', 7],
      ],
    ),
    'sink                lag\na                  1000\nlong\\u001b[2Jname     7\n',
  )
  assert.equal(table(['sink'], []), '')
})
