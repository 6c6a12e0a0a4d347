import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problems } from '../../../sinks/problems.ts'
import { parseConnectionString } from '../../../sinks/service-bus/connection-string.ts'

const namespace = 'Endpoint=sb://ns.servicebus.windows.net/'

const good: readonly (readonly [text: string, origin: string, entity?: string])[] = [
  [`${namespace};SharedAccessKeyName=send;SharedAccessKey=secret=`, 'sb://ns.servicebus.windows.net'],
  [
    `${namespace};SharedAccessKeyName=send;SharedAccessKey=secret=;EntityPath=netbox`,
    'sb://ns.servicebus.windows.net',
    'netbox',
  ],
  [
    `${namespace};SharedAccessSignature=SharedAccessSignature sr=x&sig=secret`,
    'sb://ns.servicebus.windows.net',
  ],
  [
    'Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=k;SharedAccessKey=secret=;UseDevelopmentEmulator=true',
    'sb://127.0.0.1:5672',
  ],
]
for (const [text, origin, entity] of good)
  test(`names the host, and the entity where there is one: ${text.slice(0, 20)}… ${entity ?? ''}`, () => {
    const problems = new Problems('workflow')
    assert.deepEqual(parseConnectionString(text, problems), { origin, entity })
    assert.deepEqual(problems.found, [])
  })

for (const text of [
  '',
  'secret',
  'Endpoint=secret',
  `${namespace};SharedAccessKey=secret=`,
  `${namespace};SharedAccessKeyName=secret`,
  namespace,
  'Endpoint=sb://;SharedAccessKeyName=a;SharedAccessKey=secret',
])
  test(`is no connection string, and shows nothing of it: ${JSON.stringify(text)}`, () => {
    const problems = new Problems('workflow')
    assert.equal(parseConnectionString(text, problems), undefined)
    assert.equal(problems.found.length, 1)
    assert.equal(problems.found[0]!.path, 'sinks.workflow.connection_string')
    assert.doesNotMatch(JSON.stringify(problems.found), /secret/)
  })
