import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pool } from '../../../src/rules/table/pool.ts'
import { HEAD, LENGTH_SHIFT, Postings, RULE_MASK } from '../../../src/rules/table/postings.ts'
import { Random } from '../../helpers/random.ts'

/** The rules in a list, each with the words behind its first one. */
const rulesIn = (pool: Pool, block: number) => {
  if (block === 0) return []
  const { words } = pool
  const rules: string[] = []
  const plain = words[block]! >>> 5
  for (let i = 0; i < plain; i++) rules.push(String(words[block + HEAD + i]))
  const end = block + 2 ** (words[block]! & 31)
  for (let i = end - words[block + 1]!; i < end; i += words[i]! >>> LENGTH_SHIFT)
    rules.push([words[i]! & RULE_MASK, ...words.subarray(i + 1, i + (words[i]! >>> LENGTH_SHIFT))].join())
  return rules.sort()
}

test('each pair of token and partition has its own list, also while rules come and go', () => {
  const random = new Random(3)
  const pool = new Pool()
  const postings = new Postings(pool)
  const expected = new Map<string, Map<number, string>>()
  for (let round = 0; round < 4_000; round++) {
    const token = random.below(60) - 20
    const partition = random.below(4)
    const list = expected.get(`${token} ${partition}`) ?? new Map<number, string>()
    expected.set(`${token} ${partition}`, list)
    const rule = random.below(12)
    if (list.has(rule)) {
      postings.remove(token, partition, rule)
      list.delete(rule)
    } else {
      const length = 1 + random.below(4)
      const words = Int32Array.from({ length }, () => random.below(1_000))
      words[0] = rule | (length << LENGTH_SHIFT)
      postings.add(token, partition, words, length)
      list.set(rule, [rule, ...words.subarray(1)].join())
    }
    assert.deepEqual(rulesIn(pool, postings.find(token, partition)), [...list.values()].sort())
  }
  for (const [pair, list] of expected) {
    const [token, partition] = pair.split(' ').map(Number) as [number, number]
    assert.deepEqual(rulesIn(pool, postings.find(token, partition)), [...list.values()].sort())
  }
  assert.equal(postings.size, [...expected.values()].filter(list => list.size > 0).length)
})

test('a token is known to have lists as long as it has one', () => {
  const postings = new Postings(new Pool())
  assert.equal(postings.has(9), false)
  postings.add(9, 1, Int32Array.of(3 | (1 << LENGTH_SHIFT)), 1)
  assert.equal(postings.has(9), true)
  postings.remove(9, 1, 3)
  assert.equal(postings.has(9), false)
  assert.equal(postings.find(9, 1), 0)
  postings.remove(9, 1, 3)
})
