import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reach } from '../../../sinks/sns/check.ts'
import { standardTopic } from '../../helpers/sns-double.ts'
import { never } from './make.ts'

type Describe = (signal: AbortSignal) => Promise<void>

function check(describe: Describe, timeout = 20_000, signal = never): Promise<void> {
  const address = async () => 'https://sns.example'
  return reach({ topicArn: standardTopic, describe, address }, timeout, signal)
}

const answered = (code: string, status: number) =>
  Object.assign(new Error('secret'), { name: code, $metadata: { httpStatusCode: status } })

/** Says nothing, and notes the abort of its request. */
function silent(): Describe & { aborted: boolean } {
  const describe = Object.assign(
    (signal: AbortSignal) =>
      new Promise<void>(() => {
        signal.addEventListener('abort', () => {
          describe.aborted = true
        })
      }),
    { aborted: false },
  )
  return describe
}

test('a topic that answers is reached', () => check(async () => {}))

for (const [code, status, message, hint] of [
  [
    'NotFound',
    404,
    'https://sns.example: answered 404 NotFound (topic not found)',
    /is there a topic arn:aws:sns:us-east-1/,
  ],
  [
    'AuthorizationError',
    403,
    'https://sns.example: answered 403 AuthorizationError (not authorised: needs sns:Publish on the topic)',
    /^needs sns:Publish on arn:aws:sns:\S+, and sns:GetTopicAttributes for this check$/,
  ],
  ['Throttling', 400, 'https://sns.example: answered 400 Throttling (throttled)', /may pass/],
  ['InternalError', 500, 'https://sns.example: answered 500 InternalError (failed inside)', /may pass/],
] as const)
  test(`${code} says what to do`, async () => {
    const failing = () => Promise.reject(answered(code, status))
    await assert.rejects(check(failing), { code: 'sink_unreachable', message, hint })
  })

test('one that says nothing is waited for no longer than the timeout', async () => {
  const describe = silent()
  await assert.rejects(check(describe, 20), {
    code: 'sink_unreachable',
    message: 'https://sns.example: no answer in time',
  })
  assert.equal(describe.aborted, true)
})

test('where there is no address, the check says so all the same', async () => {
  const describe = () => Promise.reject(Object.assign(new Error('x'), { name: 'EndpointError' }))
  const address = () => Promise.reject(new Error('x'))
  await assert.rejects(reach({ topicArn: standardTopic, describe, address }, 20_000, never), {
    message: 'SNS: there is no endpoint for this region',
  })
})

test('an abort ends it with the reason', async () => {
  const describe = silent()
  const aborter = new AbortController()
  const reason = new Error('no more time')
  const checking = assert.rejects(check(describe, 20_000, aborter.signal), error => error === reason)
  aborter.abort(reason)
  await checking
  assert.equal(describe.aborted, true)
  await assert.rejects(check(describe, 20_000, aborter.signal), error => error === reason)
})
