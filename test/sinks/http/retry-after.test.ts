import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longestWait, retryAfter } from '../../../sinks/http/retry-after.ts'

const now = Date.UTC(1994, 10, 6, 8, 49, 0)

const cases: readonly [what: string, value: string, expected: number | undefined][] = [
  ['seconds', '120', 120_000],
  ['seconds with blanks around them', ' 3\t', 3_000],
  ['zero', '0', undefined],
  ['an IMF-fixdate', 'Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
  ['an RFC 850 date', 'Sunday, 06-Nov-94 08:49:37 GMT', 37_000],
  ['an asctime date', 'Sun Nov  6 08:49:37 1994', 37_000],
  ['a date that has passed', 'Sun, 06 Nov 1994 08:48:59 GMT', undefined],
  ['the very moment', 'Sun, 06 Nov 1994 08:49:00 GMT', undefined],
  ['an absurd number of seconds', '99999999', longestWait],
  ['more seconds than a number holds', '9'.repeat(400), longestWait],
  ['an absurd date', 'Fri, 31 Dec 9999 23:59:59 GMT', longestWait],
  ['a negative number', '-5', undefined],
  ['a fraction', '1.5', undefined],
  ['an exponent', '1e3', undefined],
  ['hexadecimal', '0x10', undefined],
  ['nothing', '', undefined],
  ['words', 'soon', undefined],
  ['a year alone', '2030', 2_030_000],
  ['ISO 8601', '1994-11-06T08:49:37Z', undefined],
  ['another zone', 'Sun, 06 Nov 1994 08:49:37 CET', undefined],
  ['a day that there is not', 'Sun, 66 Nov 1994 08:49:37 GMT', undefined],
  ['seconds with a unit', '5s', undefined],
  ['a list', '5, 6', undefined],
]

for (const [what, value, expected] of cases)
  test(`${what}: ${value.length > 40 ? `${value.slice(0, 9)}…` : JSON.stringify(value)}`, () => {
    assert.equal(retryAfter(value, now), expected)
  })

test('an asctime date means UTC wherever this machine stands', t => {
  const zone = process.env['TZ']
  t.after(() => {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })
  process.env['TZ'] = 'Asia/Tokyo'
  assert.equal(new Date(now).getTimezoneOffset(), -540)
  assert.equal(retryAfter('Sun Nov  6 08:49:37 1994', now), 37_000)
})
