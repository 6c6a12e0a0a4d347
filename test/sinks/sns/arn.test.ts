import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problems } from '../../../sinks/problems.ts'
import { type TopicArn, topicArn } from '../../../sinks/sns/arn.ts'

function read(text: string): TopicArn | string {
  const problems = new Problems('audit')
  const found = topicArn(text, problems)
  if (found !== undefined) return found
  const [problem, ...more] = problems.found
  assert.deepEqual([problem!.path, more], ['sinks.audit.topic_arn', []])
  assert.notEqual(problem!.hint, '')
  return `${problem!.message}; ${problem!.hint}`
}

for (const [text, region, fifo] of [
  ['arn:aws:sns:eu-central-1:123456789012:netbox', 'eu-central-1', false],
  ['arn:aws-cn:sns:cn-north-1:123456789012:net_box-1.fifo', 'cn-north-1', true],
  ['arn:aws-us-gov:sns:us-gov-west-1:123456789012:x', 'us-gov-west-1', false],
  [`arn:aws:sns:us-east-1:123456789012:${'x'.repeat(256)}`, 'us-east-1', false],
] as const)
  test(`a topic: ${text.slice(0, 80)}`, () => assert.deepEqual(read(text), { text, region, fifo }))

for (const [text, said] of [
  ['+49 30 123456', /phone number; .* sms/],
  ['+15555550100', /phone number/],
  ['arn:aws:sns:us-east-1:123456789012:endpoint/APNS/app/0f1c-1', /target.*; subscribe it to a topic/],
  ['arn:aws:sns:us-east-1:123456789012:app/GCM/app', /target/],
  [
    'arn:aws:sns:us-east-1:123456789012:t:3f7d5f14-1e1b-4c0f-9a39-51d60d8b5a11',
    /subscription; leave out its last part/,
  ],
  ['arn:aws:sqs:us-east-1:123456789012:queue', /an ARN of sqs, not of SNS/],
  ['arn:aws:lambda:us-east-1:123456789012:function:f', /an ARN of lambda/],
  ['netbox', /not a topic's ARN; such as arn:aws:sns/],
  ['arn:aws:sns:us-east-1:1234:netbox', /not a topic's ARN/],
  ['arn:aws:sns:us-east-1:123456789012:a b', /not a topic's ARN/],
  [`arn:aws:sns:us-east-1:123456789012:${'x'.repeat(257)}`, /not a topic's ARN/],
] as const)
  test(`not a topic: ${text.slice(0, 80)}`, () => assert.match(String(read(text)), said))
