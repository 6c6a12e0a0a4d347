import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grow, growElements, LIMITS, look, nested, spend, withBudget } from '../../src/templates/budget.ts'
import { compileTemplate } from '../../src/templates/index.ts'
import { PythonError } from '../../src/templates/python/exceptions.ts'

const SMALL = { steps: 10, text: 100, depth: 3 }

function spent(error: unknown): boolean {
  return error instanceof PythonError && error.kind === 'BudgetError'
}

test('what is left is left, and not one more', () => {
  const run = (work: () => void) => () =>
    withBudget(SMALL, () => {
      work()
      return 'done'
    })
  assert.equal(run(() => spend(10))(), 'done')
  assert.throws(
    run(() => spend(11)),
    spent,
  )
  assert.equal(run(() => grow(100))(), 'done')
  assert.throws(
    run(() => grow(101)),
    spent,
  )
  assert.throws(
    run(() => grow(Number.NaN)),
    spent,
  )
  assert.equal(run(() => growElements(6))(), 'done')
  assert.throws(
    run(() => growElements(7)),
    spent,
  )
  assert.equal(run(() => look(640))(), 'done')
  assert.throws(
    run(() => look(641)),
    spent,
  )
})

test('levels are given back, also after an error', () => {
  const level = (left: number): number => (left === 0 ? 0 : nested(() => level(left - 1)))
  const text = withBudget(SMALL, () => {
    level(3)
    assert.throws(() => level(4), spent)
    level(3)
    return 'done'
  })
  assert.equal(text, 'done')
})

test('a render within another has a budget of its own, and leaves the other its own', () => {
  const inner = compileTemplate('{% for i in range(50) %}x{% endfor %}')
  const context = {
    get y() {
      return inner.render({})
    },
  }
  const limits = { ...LIMITS, steps: 40 }
  assert.equal(compileTemplate('{{ y|length }}', { mode: 'text', limits }).render(context), '50')
})

test('reading a large context takes nothing from the budget', () => {
  const bytes = Buffer.from(JSON.stringify({ l: Array.from({ length: 1000 }, (_, i) => ({ i })) }))
  const template = compileTemplate('{{ l[999].i }}', {
    mode: 'text',
    limits: { ...LIMITS, steps: 20, text: 100 },
  })
  assert.equal(template.render(bytes), '999')
})

test('a render starts with the whole budget each time', () => {
  const template = compileTemplate('{% for i in range(60) %}x{% endfor %}', {
    mode: 'text',
    limits: { ...LIMITS, steps: 100 },
  })
  for (let i = 0; i < 5; i++) assert.equal(template.render({}).length, 60)
})
