import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statusList } from '../../../sinks/http/status-list.ts'

const lists: readonly (readonly [body: string, expected: readonly number[] | undefined])[] = [
  ['[200,400]', [200, 400]],
  ['[{"status":201},{"status":503,"error":"x"}]', [201, 503]],
  ['[{"code":200},{"statusCode":429}]', [200, 429]],
  ['{"errors":true,"items":[{"status":200},{"status":409}]}', [200, 409]],
  ['[200]', undefined],
  ['[200,400,200]', undefined],
  ['[200,"400"]', undefined],
  ['[200,1]', undefined],
  ['[{"status":"active"},{"status":"planned"}]', undefined],
  ['{"status":200}', undefined],
  ['[null,200]', undefined],
  ['"ok"', undefined],
  ['null', undefined],
  ['not JSON', undefined],
  ['', undefined],
]
for (const [body, expected] of lists)
  test(`${JSON.stringify(body)} is ${expected === undefined ? 'no list of statuses' : expected.join(', ')}`, () =>
    assert.deepEqual(statusList(Buffer.from(body), 2), expected))
