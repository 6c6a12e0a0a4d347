import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../../src/errors.ts'
import { RuleList } from '../../../src/rules/table/rule-list.ts'
import { Random } from '../../helpers/random.ts'
import { rule } from '../../helpers/rules.ts'

const matchOf = (list: RuleList, names: readonly string[]) => {
  const { rules, sinks } = list.matchOf(
    Int32Array.from(names, name => list.find(name)!),
    names.length,
  )
  return { rules: rules.map(({ name }) => name).join(), sinks: sinks.join() }
}

test('a match has its rules in rule order, each once, and their sinks in the order first named', () => {
  const list = new RuleList()
  for (const [name, sinks] of Object.entries({ a: ['two', 'one'], b: ['three', 'one'], c: ['two'] }))
    list.add(rule(name, { sinks }))
  assert.deepEqual(matchOf(list, ['c', 'b', 'c', 'a']), { rules: 'a,b,c', sinks: 'two,one,three' })
  assert.deepEqual(matchOf(list, ['b']), { rules: 'b', sinks: 'three,one' })
})

test('rules added later come last, and one put in the place of another has its place', () => {
  const list = new RuleList()
  const expected: string[] = []
  const random = new Random(1)
  for (let i = 0; i < 8_000; i++) {
    const at = random.below(expected.length)
    const choice = expected.length === 0 ? 0 : random.below(expected.length > 40 ? 4 : 3)
    const name = `r${i}`
    if (choice === 0) {
      list.add(rule(name))
      expected.push(name)
    } else if (choice === 1) {
      list.replace(list.find(expected[at]!)!, rule(name))
      expected[at] = name
    } else list.remove(list.find(expected.splice(at, 1)[0]!)!)
    if (expected.length > 1 && i % 50 === 0)
      assert.equal(matchOf(list, expected.toReversed()).rules, expected.join())
  }
  assert.deepEqual(
    [...list].map(({ name }) => name),
    expected,
  )
  assert.ok(list.bound < 100)
})

test('two rules of one name are refused', () => {
  const list = new RuleList()
  list.add(rule('a'))
  list.add(rule('b'))
  const refused = (error: unknown) => error instanceof SluiceError && error.code === 'rule_exists'
  assert.throws(() => list.add(rule('a')), refused)
  assert.throws(() => list.replace(0, rule('b')), refused)
  assert.equal(list.size, 2)
})
