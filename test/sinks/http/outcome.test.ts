import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outcomeOf } from '../../../sinks/http/outcome.ts'
import { noOverrides, type Overrides } from '../../../sinks/http/overrides.ts'

const now = Date.UTC(2025, 9, 29, 10, 30)

function overrides(some: Partial<Overrides>): Overrides {
  return { ...noOverrides, ...some }
}

/** As `retry alarm permission`. */
function inShort(status: number, own?: Overrides): string {
  const outcome = outcomeOf(status, undefined, own, now)
  if (outcome.kind === 'delivered') return 'delivered'
  const alarm = outcome.kind === 'retry' && outcome.alarm === true ? ' alarm' : ''
  return `${outcome.kind}${alarm} ${outcome.class}`
}

const table: readonly [expected: string, ...statuses: number[]][] = [
  ['delivered', 200, 201, 202, 204, 206, 226, 299],
  ['retry alarm redirect', 300, 301, 302, 303, 304, 305, 307, 308, 399],
  ['retry alarm permission', 401, 403, 407],
  ['retry alarm not_found', 404],
  ['retry alarm config', 405, 415],
  ['retry unavailable', 408, 425, 500, 501, 502, 503, 504, 511, 599],
  ['retry throttled', 429],
  ['refused not_found', 410],
  ['refused too_large', 413, 414, 431],
  ['refused rejected', 400, 402, 406, 409, 411, 412, 416, 417, 418, 421, 422, 423, 424, 426, 428, 451, 499],
  ['retry other', 600, 999],
]

for (const [expected, ...statuses] of table)
  test(`${statuses.join(', ')}: ${expected}`, () => {
    for (const status of statuses) assert.equal(inShort(status), expected, String(status))
  })

test('every status has an outcome, and carries its status', () => {
  for (let status = 200; status <= 999; status++) assert.equal(outcomeOf(status, undefined).status, status)
})

test('an override decides, and a status that it names for retry raises no alarm', () => {
  const own = overrides({
    delivered: new Set([409, 302]),
    retry: new Set([404, 410, 200]),
    refused: new Set([401, 500, 204]),
  })
  const expected = {
    409: 'delivered',
    302: 'delivered',
    404: 'retry not_found',
    410: 'retry not_found',
    200: 'retry other',
    401: 'refused permission',
    500: 'refused unavailable',
    204: 'refused other',
    403: 'retry alarm permission',
  }
  for (const [status, short] of Object.entries(expected)) assert.equal(inShort(Number(status), own), short)
})

test('a wait goes into every retry, and into nothing else', () => {
  for (const status of [301, 404, 408, 429, 500, 503])
    assert.deepEqual({ wait: 7_000, ...outcomeOf(status, '7', noOverrides, now) }.wait, 7_000)
  for (const status of [200, 400, 410]) assert.ok(!('wait' in outcomeOf(status, '7', noOverrides, now)))
  assert.ok(!('wait' in outcomeOf(503, 'soon', noOverrides, now)))
  assert.ok(!('wait' in outcomeOf(503, undefined, noOverrides, now)))
})

test('a reason says the status in the words of the standard', () => {
  const reason = (status: number) => {
    const outcome = outcomeOf(status, undefined)
    return outcome.kind === 'delivered' ? '' : outcome.reason
  }
  assert.equal(reason(503), 'answered 503 (Service Unavailable)')
  assert.equal(reason(599), 'answered 599')
  assert.equal(reason(308), 'answered 308 (Permanent Redirect); redirects are not followed')
})
