/** config/sns-sink.yaml, and the policies beside it: they allow what the sink asks for, and nothing else. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { snsSink } from '../../../sinks/sns/sink.ts'
import { loadConfig } from '../../../src/config/index.ts'
import { packageFolder } from '../../../src/package.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { accessKey, SnsDouble } from '../../helpers/sns-double.ts'
import { context, never } from './make.ts'

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource?: string | readonly string[]
}

function statements(file: string): readonly Statement[] {
  const text = readFileSync(join(packageFolder, 'config/sns-sink', file), 'utf8')
  return (JSON.parse(text) as { readonly Statement: readonly Statement[] }).Statement
}

const env = { EXTERNAL_ID: 'x1', AUDIT_SECRET: 's' }
const load = async () => (await loadConfig(join(packageFolder, 'config/sns-sink.yaml'), env)).config

test("the example's sinks send what they are configured to", async t => {
  const { sinks } = await load()
  const double = await SnsDouble.start(t)
  for (const { name, options } of sinks.values()) {
    const role = options['assume_role']
    const there = {
      ...options,
      endpoint: double.url,
      ...(role === undefined ? {} : { assume_role: { ...role, endpoint: double.url } }),
    }
    double.topics.add(String(options['topic_arn']))
    const sink = await snsSink.create(there, { ...context, name })
    t.after(() => sink.close())
    assert.deepEqual(await sink.send([delivery()], never), [{ kind: 'delivered' }])
    await sink.check!(never)
  }
  const [audit, people] = double.batches.map(([entry]) => entry!)
  assert.deepEqual(Object.keys(audit!.attributes).slice(-2), ['site', 'X-Hook-Signature'])
  assert.notEqual(audit!.group, undefined)
  assert.deepEqual(Object.keys(JSON.parse(people!.message)), ['default', 'email', 'sms'])
  assert.equal(double.assumed[0]!.get('ExternalId'), 'x1')
  assert.ok(double.keys.has(accessKey.accessKeyId))
})

test('the policy allows what the sink asks for, of its topics', async () => {
  const topics = [...(await load()).sinks.values()].map(({ options }) => options['topic_arn'])
  const [publish, check, key] = statements('policy.json')
  assert.deepEqual([publish!.Action, publish!.Resource], ['sns:Publish', topics])
  assert.deepEqual([check!.Action, check!.Resource], ['sns:GetTopicAttributes', topics])
  assert.deepEqual(key!.Action, ['kms:GenerateDataKey*', 'kms:Decrypt'])
  assert.equal(statements('policy.json').length, 3)
  assert.equal(statements('trust.json')[0]!.Action, 'sts:AssumeRole')
  assert.equal(statements('queue-policy.json')[0]!.Resource, String(topics[0]).replace(':sns:', ':sqs:'))
})
