import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributeTemplates } from '../../sinks/attribute-templates.ts'
import { Problems } from '../../sinks/problems.ts'
import { delivery } from '../helpers/deliveries.ts'

const context = { name: 'crm', userAgent: 'Sluice/1.2.3', concurrency: 1 }

test('values by name, ready to be filled in', () => {
  const problems = new Problems('crm')
  const made = attributeTemplates(
    { key: 'attributes', written: { kind: 'a {{ model }}' }, signatures: undefined },
    context,
    problems,
  )
  assert.equal(made.get('kind')?.render(delivery()), 'a device')
  assert.deepEqual(problems.found, [])
})

test('what is set anyway, and what is no template, is wrong, each with its path', () => {
  const problems = new Problems('crm')
  attributeTemplates(
    {
      key: 'headers',
      written: { egress_id: 'x', 'x-hook-signature': 'x', mine: 'x', bad: '{{ nothing }}', good: 'x' },
      signatures: [{ scheme: 'netbox', secrets: ['s'] }],
      isOwn: name => name === 'mine',
    },
    context,
    problems,
  )
  assert.deepEqual(
    problems.found.map(({ path }) => path),
    [
      'sinks.crm.headers.egress_id',
      'sinks.crm.headers.x-hook-signature',
      'sinks.crm.headers.mine',
      'sinks.crm.headers.bad',
    ],
  )
})

test('nothing written is nothing', () => {
  const none = { key: 'attributes', written: undefined, signatures: undefined }
  assert.equal(attributeTemplates(none, context, new Problems('crm')).size, 0)
})
