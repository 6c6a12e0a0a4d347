import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { netboxFormat } from '../../src/formats/index.ts'
import { parse } from '../../src/json/index.ts'
import { evaluate } from '../../src/rules/evaluate.ts'
import { createMatcher } from '../../src/rules/index.ts'
import { isTruthy } from '../../src/rules/python.ts'
import type { Json } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'
import { rule } from '../helpers/outbox.ts'

/** Conditions, the event's data and snapshots as they stand in a message (undefined: left out), and the answer. */
type Row = readonly [
  conditions: Json,
  data: string | undefined,
  answer: boolean | 'error',
  snapshots?: string,
]

const of = (attr: string, op: string, value: Json, negate: Json = false): Json => ({
  attr,
  op,
  value,
  negate,
})
const CHOICE = '{"status":{"value":"active","label":"Active"}}'
const UPDATE = '{"prechange":{"status":"planned","tags":["a"]},"postchange":{"status":"active","tags":["a"]}}'
const CREATE = '{"prechange":null,"postchange":{"status":"active","note":null,"list":[]}}'

/** By the headings of docs/conditions.md. */
const PAGE: { readonly [heading: string]: readonly Row[] } = {
  'What they see': [
    [of('event', 'eq', 'updated'), '{"name":"x"}', 'error'],
    [of('username', 'eq', 'admin'), '{}', 'error'],
    [of('snapshots', 'eq', 'own'), '{"snapshots":"own"}', false],
    [
      of('snapshots.prechange.status', 'eq', 'own'),
      '{"snapshots":{"prechange":{"status":"own"}}}',
      false,
      UPDATE,
    ],
    [null, '{}', true],
    [{}, '{}', true],
    [[], 'null', true],
    ['', '7', true],
    [0, undefined, true],
    [false, '[]', true],
  ],
  Form: [
    [{ attr: 'a', value: 1 }, '{"a":1}', true],
    [of('a', 'eq', 1, 'false'), '{"a":1}', false],
    [of('a', 'eq', 1, ''), '{"a":1}', true],
    [of('a', 'eq', 1, { x: 0 }), '{"a":1}', false],
    [{ and: [] }, '{}', true],
    [{ or: [] }, '{}', false],
    [{ and: [{ or: [of('a', 'eq', 2), { and: [of('a', 'eq', 1)] }] }] }, '{"a":1}', true],
  ],
  Evaluation: [
    [{ or: [of('a', 'eq', 1), of('no', 'eq', 1)] }, '{"a":1}', true],
    [{ or: [of('no', 'eq', 1), of('a', 'eq', 1)] }, '{"a":1}', 'error'],
    [{ and: [of('a', 'eq', 2), of('no', 'eq', 1)] }, '{"a":1}', false],
    [{ and: [of('no', 'eq', 1), of('a', 'eq', 2)] }, '{"a":1}', 'error'],
    [of('no', 'eq', 1, true), '{"a":1}', 'error'],
    [{ or: [{ and: [of('a', 'eq', 2), of('no', 'eq', 1)] }, of('a', 'eq', 1)] }, '{"a":1}', true],
  ],
  Paths: [
    [of('a.b', 'eq', null), '{"a":{"b":null}}', true],
    [of('a.b', 'eq', null), '{"a":{}}', 'error'],
    [of('a.b', 'eq', null), '{"a":null}', 'error'],
    [of('a.b', 'eq', null), '{"a":""}', 'error'],
    [of('a.b', 'eq', null), '{"a":0}', 'error'],
    [of('a.b.c', 'contains', 1), '{"a":[]}', false],
    [of('a.b.c', 'eq', []), '{"a":[]}', true],
    [of('a.b', 'contains', 1), '{"a":[{"b":1},{"b":2}]}', true],
    [of('a.b', 'contains', 1), '{"a":[{"b":1},{}]}', 'error'],
    [of('a.b', 'contains', 1), '{"a":[{"b":1},null]}', 'error'],
    [of('a.b', 'contains', 1), '{"a":[[{"b":1}]]}', 'error'],
    [of('a.b.c', 'contains', 1), '{"a":[{"b":{"c":1}}]}', true],
    [of('a.b.c', 'contains', 1), '{"a":[{"b":[{"c":1}]}]}', 'error'],
    [of('a..b', 'eq', 1), '{"a":{"":{"b":1}}}', true],
    [of(' a', 'eq', 1), '{" a":1}', true],
    [of('a.b', 'eq', 1), '{"a.b":1}', 'error'],
    [of('a.0', 'eq', 1), '{"a":{"0":1}}', true],
    [of('a.0', 'eq', 1), '{"a":[1]}', 'error'],
    [of('a.length', 'eq', 1), '{"a":[1]}', 'error'],
    [of('__proto__', 'eq', 1), '{"__proto__":1}', true],
    [of('constructor', 'eq', null, true), '{}', 'error'],
    [of('tags.slug', 'eq', 'a'), '{"tags":[{"slug":"a"}]}', false],
    [of('tags.slug', 'contains', 'a'), '{"tags":[{"slug":"a"}]}', true],
    [of('tags.slug', 'contains', 'a', true), '{"tags":[]}', true],
    [of('status', 'eq', 'active'), CHOICE, false],
    [of('status', 'eq', 'active', true), CHOICE, true],
    [of('status.value', 'eq', 'active'), CHOICE, true],
    [of('\u00e9', 'eq', 1), '{"\\u00e9":1}', true],
    [of('a', 'eq', 2), '{"a":1,"a":2}', true],
  ],
  Operators: [
    [of('a', 'eq', [1, true, 0]), '{"a":[true,1.0,false]}', true],
    [of('a', 'eq', [1, 2]), '{"a":[2,1]}', false],
    [of('a', 'eq', 1), '{"a":1e0}', true],
    [of('a', 'eq', true), '{"a":1}', true],
    [of('a', 'eq', false), '{"a":-0.0}', true],
    [of('a', 'eq', '1'), '{"a":1}', false],
    [of('a', 'eq', null), '{"a":""}', false],
    [of('a', 'eq', 'A'), '{"a":"a"}', false],
    [of('a', 'eq', '\u00e9'), '{"a":"e\\u0301"}', false],
    [of('a', 'eq', '\ud83d\ude00'), '{"a":"\\uD83D\\uDE00"}', true],
    [of('a', 'eq', '\ud83d'), '{"a":"\\ud83d"}', true],
    [of('a', 'eq', 9007199254740993n), '{"a":9007199254740992}', false],
    [of('a', 'eq', 9007199254740993n), '{"a":9007199254740993}', true],
    [of('a', 'eq', 2 ** 53), '{"a":9007199254740993.0}', true],
    [of('a', 'eq', Infinity), '{"a":1e400}', true],
    [of('a', 'gt', 2 ** 53), '{"a":9007199254740993}', true],
    [of('a', 'lt', 0.3), '{"a":0.29999999999999999}', false],
    [of('a', 'gt', 10n ** 30n), '{"a":1e30}', true],
    [of('a', 'gte', 1), '{"a":true}', true],
    [of('a', 'lt', 1), '{"a":"0"}', 'error'],
    [of('a', 'lt', 1, true), '{"a":null}', 'error'],
    [of('a', 'in', [[1], null]), '{"a":[1]}', true],
    [of('a', 'in', [1, 2]), '{"a":[1]}', false],
    [of('a', 'in', [{ x: 1 }]), '{"a":{"x":true}}', true],
    [of('a', 'in', []), '{"a":null}', false],
    [of('a', 'contains', ''), '{"a":"x"}', true],
    [of('a', 'contains', 1), '{"a":"1"}', 'error'],
    [of('a', 'contains', 1), '{"a":[true]}', true],
    [of('a', 'contains', 'b'), '{"a":{"b":null}}', true],
    [of('a', 'contains', 1), '{"a":{"1":1}}', false],
    [of('a', 'contains', []), '{"a":{}}', 'error'],
    [of('a', 'contains', 'x'), '{"a":null}', 'error'],
    [of('a', 'regex', 'a'), '{"a":"abc"}', true],
    [of('a', 'regex', 'b'), '{"a":"abc"}', false],
    [of('a', 'regex', '.*b'), '{"a":"abc"}', true],
    [of('a', 'regex', '.*', true), '{"a":["x"]}', 'error'],
  ],
  Snapshots: [
    [{ attr: 'status', op: 'changed' }, '{}', true, UPDATE],
    [{ attr: 'tags', op: 'unchanged' }, '{}', true, UPDATE],
    [{ attr: 'status.value', op: 'changed' }, '{}', 'error', UPDATE],
    [{ attr: 'nothing', op: 'unchanged', negate: true }, '{}', 'error', UPDATE],
    [{ attr: 'note', op: 'changed' }, '{}', true, CREATE],
    [{ attr: 'status', op: 'unchanged' }, '{}', false, CREATE],
    [{ attr: 'list.x', op: 'changed' }, '{}', 'error', CREATE],
    [{ attr: 'status', op: 'changed' }, '{}', 'error', '{"prechange":null,"postchange":null}'],
    [{ attr: 'status', op: 'changed' }, '{}', 'error', '{}'],
    [{ attr: 'status', op: 'changed' }, '{}', 'error'],
    [of('snapshots.prechange', 'eq', null), '{}', true, CREATE],
    [of('snapshots.prechange.status', 'eq', 'planned'), '{}', true, UPDATE],
    [of('snapshots.prechange.note', 'eq', null), '{}', true, CREATE],
    [of('snapshots.prechange.status', 'regex', 'x'), '{}', false, CREATE],
    [of('snapshots.prechange.status', 'regex', 'x', true), '{}', true, CREATE],
    [of('snapshots.prechange.list.x', 'eq', null), '{}', 'error', CREATE],
    [of('snapshots.prechange.stauts', 'eq', null), '{}', 'error', CREATE],
    [of('snapshots.other', 'eq', null), '{}', 'error', CREATE],
    [of('snapshots.prechange', 'eq', null), '{}', 'error', '{"postchange":{}}'],
    [of('snapshots.prechange', 'eq', null), '{}', 'error'],
  ],
  'Data that is absent': [
    [of('a', 'eq', null), 'null', false],
    [of('a', 'eq', 1, true), undefined, false],
    [of('a', 'regex', 'x', true), '"text"', false],
    [of('a', 'gt', 1), '[{"a":2}]', false],
    [{ or: [of('a', 'eq', 1), of('snapshots', 'eq', null)] }, 'null', true],
    [{ and: [of('snapshots', 'eq', null), of('a', 'eq', 1, true)] }, 'null', false],
    [{ attr: 'status', op: 'changed' }, 'null', true, UPDATE],
    [of('a', 'eq', null), '{}', 'error'],
  ],
  Patterns: [
    [of('a', 'regex', '\\w+$'), '{"a":"Zürich\\n"}', true],
    [of('a', 'regex', '\\w+\\Z'), '{"a":"Zürich\\n"}', false],
    [of('a', 'regex', '(?a)\\w+$'), '{"a":"Zürich"}', false],
    [of('a', 'regex', '\\d'), '{"a":"٣"}', true],
    [of('a', 'regex', '(?i)STRASSE'), '{"a":"ſtraſſe"}', true],
    [of('a', 'regex', '.$'), '{"a":"😀"}', true],
    [of('a', 'regex', 'a.b'), '{"a":"a\\nb"}', false],
    [of('a', 'regex', '(?s)a.b'), '{"a":"a\\nb"}', true],
    [of('a', 'regex', '(?P<n>a)(?P=n)b{,2}$'), '{"a":"aabb"}', true],
    [of('a', 'regex', '(a)?(?(1)b|c)$'), '{"a":"c"}', true],
    [of('a', 'regex', '(?>a*)a'), '{"a":"aaa"}', false],
    [of('a', 'regex', 'a*+b(?<=ab)'), '{"a":"aab"}', true],
    [of('a', 'regex', '(?x) a b # comment'), '{"a":"ab"}', true],
    [of('a', 'regex', '(a+)+$'), `{"a":"${'a'.repeat(50_000)}!"}`, false],
    [of('a', 'regex', '(a+)\\1+$'), `{"a":"${'a'.repeat(50_000)}!"}`, 'error'],
    [of('a', 'regex', '(a+)\\1+$', true), `{"a":"${'a'.repeat(50_000)}!"}`, 'error'],
  ],
  Numbers: [
    [of('a', 'gt', 0), `{"a":${'9'.repeat(4_300)}}`, true],
    [of('a', 'eq', 123456789012345678901234567890n), '{"a":123456789012345678901234567890}', true],
    [of('a', 'eq', 123456789012345678901234567890n), '{"a":1.2345678901234568e29}', false],
    [of('a', 'eq', 100), '{"a":1E2}', true],
  ],
}

const format = netboxFormat({ key: [], logId: '' })

for (const [heading, rows] of Object.entries(PAGE))
  test(`the page holds, from the bytes of a message on: ${heading}`, () => {
    for (const [conditions, data, answer, snapshots] of rows) {
      const row = JSON.stringify([conditions, data, snapshots], (_, value) =>
        typeof value === 'bigint' ? String(value) : value,
      )
      assert.equal(fires(conditions, data, snapshots), answer === true, row.slice(0, 200))
      const stated = isTruthy(conditions) ? conditions : null
      const plain = evaluate(stated, valueIn(data) ?? null, valueIn(snapshots) ?? null)
      assert.equal(plain.kind, String(answer), row.slice(0, 200))
    }
  })

test('the page has a table here for each of its parts about conditions', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/conditions.md'), 'utf8')
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
  assert.deepEqual(headings, [...Object.keys(PAGE), 'Rules that fail', 'Beyond NetBox'])
})

function fires(conditions: Json, data: string | undefined, snapshots: string | undefined): boolean {
  const types = { objectTypes: ['dcim.device'], eventTypes: ['object_updated'] }
  const rules = [rule('a', ['crm'], { ...types, conditions })]
  const matcher = createMatcher({ rules, unmatched: [], failed: () => {} })
  const members = [
    '"event":"updated","object_type":"dcim.device"',
    ...(data === undefined ? [] : [`"data":${data}`]),
    ...(snapshots === undefined ? [] : [`"snapshots":${snapshots}`]),
  ]
  return matcher.match(format.decode(logRecord(`{${members.join()}}`))).rules.length === 1
}

function valueIn(text: string | undefined): Json | undefined {
  return text === undefined ? undefined : parse(Buffer.from(text))
}
