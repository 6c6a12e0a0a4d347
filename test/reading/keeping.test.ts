import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Keeping } from '../../src/reading/keeping.ts'
import type { Router } from '../../src/router.ts'
import { work } from '../helpers/outbox.ts'

const copy = work(99)
const router = { detach: () => copy } as unknown as Router

test('what is wanted is kept as it is, until a fetch of which less than a quarter was wanted', () => {
  const keeping = new Keeping(router)
  const wanted = work(1)
  for (let n = 0; n < 4; n++)
    assert.equal(keeping.of(n === 0 ? wanted : undefined, 100), n === 0 ? wanted : undefined)
  keeping.end()
  assert.equal(keeping.of(wanted, 100), wanted, 'a quarter is enough')
  for (let n = 0; n < 4; n++) keeping.of(undefined, 100)
  keeping.end()
  assert.equal(keeping.of(wanted, 100), copy, 'a fifth is not')
  keeping.end()
  assert.equal(keeping.of(wanted, 100), wanted, 'each fetch teaches anew')
})

test('what nobody wants stays nothing', () => {
  assert.equal(new Keeping(router).of(undefined, 10), undefined)
})
