import assert from 'node:assert/strict'
import { test } from 'node:test'
import { netboxFormat } from '../../src/formats/index.ts'
import { Failure } from '../../src/rules/compile.ts'
import { compileWhere, whereProblems, whereReader } from '../../src/rules/where.ts'
import type { Json, LogRecord } from '../../src/types.ts'
import { headers, logRecord } from '../helpers/events.ts'

const format = netboxFormat({ key: ['object_type', 'data.id'], logId: '' })
const ID = '0190b6a4-8c3e-7c21-9c3f-0123456789ab'
const MESSAGE = {
  event: 'updated',
  object_type: 'dcim.device',
  username: 'admin',
  request_id: '17af32f0-852a-46ca-a7d4-33ecd0c39de6',
  timestamp: '2026-03-06T15:11:23.503186+00:00',
  data: { id: 7 },
}
const RECORD = {
  topic: 'netbox.events',
  partition: 3,
  headers: headers(['source_id', ID], ['tenant', 'blue'], ['tenant', 'green'], ['a.b', 'dots']),
}

function eventOf(message: object = MESSAGE, record: Partial<LogRecord> = RECORD) {
  return format.decode(logRecord(JSON.stringify(message), record))
}

/** True, false, or the reason of the failure. */
function ask(where: Json, event = eventOf()): boolean | string {
  const answer = compileWhere(where)!(event)
  return answer instanceof Failure ? answer.message : answer
}

test('every field of the event can be asked about', () => {
  const table: { readonly [attr: string]: Json } = {
    event: 'object_updated',
    object_type: 'dcim.device',
    model: 'device',
    username: 'admin',
    request_id: '17af32f0-852a-46ca-a7d4-33ecd0c39de6',
    timestamp: '2026-03-06T15:11:23.503186Z',
    source_id: ID,
    topic: 'netbox.events',
    partition: 3,
    key: 'dcim.device:7',
    'headers.tenant': 'green',
    'headers.a.b': 'dots',
  }
  for (const [attr, value] of Object.entries(table)) {
    assert.equal(ask({ attr, value }), true, attr)
    assert.equal(ask({ attr, value, negate: true }), false, attr)
    assert.equal(ask({ attr, value: 'other' }), false, attr)
    assert.deepEqual(whereReader(attr)!(eventOf()), value)
  }
})

test('operators mean what they mean in conditions', () => {
  assert.equal(ask({ attr: 'username', op: 'in', value: ['root', 'admin'] }), true)
  assert.equal(ask({ attr: 'username', op: 'regex', value: 'ad' }), true)
  assert.equal(ask({ attr: 'username', op: 'regex', value: 'min' }), false)
  assert.equal(ask({ attr: 'topic', op: 'contains', value: '.ev' }), true)
  assert.equal(ask({ attr: 'headers', op: 'contains', value: 'tenant' }), true)
  assert.equal(ask({ attr: 'partition', op: 'gte', value: 3.0 }), true)
  assert.equal(
    ask({ or: [{ attr: 'event', value: 'x' }, { and: [{ attr: 'model', value: 'device' }] }] }),
    true,
  )
  assert.equal(ask({ or: [] }), false)
  assert.equal(ask({ and: [{ or: [] }] }), false)
})

test('where nothing is asked, every event is wanted', () => {
  for (const where of [undefined, null, false, 0, '', [], {}, { and: [] }]) {
    assert.equal(compileWhere(where), undefined)
  }
})

test('what an event does not have is null', () => {
  const bare = eventOf({ event: 'created', model: 'site' }, { key: null })
  for (const attr of ['object_type', 'username', 'request_id', 'key', 'headers.tenant', 'headers.'])
    assert.equal(ask({ attr, value: null }, bare), true, attr)
  assert.equal(ask({ attr: 'model', value: 'site' }, bare), true)
  assert.equal(ask({ attr: 'headers', value: [] }, bare), false)
  assert.equal(ask({ attr: 'headers', op: 'contains', value: 'tenant' }, bare), false)
})

test('user and request are found where each version of NetBox has them', () => {
  const request = { id: MESSAGE.request_id, user: 'admin', method: 'PATCH' }
  const both = { attr: 'username', value: 'admin' }
  const id = { attr: 'request_id', value: MESSAGE.request_id }
  const { username: _, request_id: __, ...newer } = MESSAGE
  assert.equal(ask({ and: [both, id] }, eventOf({ ...newer, request })), true)
  assert.equal(
    ask({ and: [both, id] }, eventOf({ ...newer, username: null, request_id: null, request })),
    true,
  )
  assert.equal(ask(both, eventOf({ ...MESSAGE, request: { ...request, user: 'other' } })), true)
  for (const odd of ['text', [], null, 7]) assert.equal(ask(both, eventOf({ ...newer, request: odd })), false)
})

test('a key or a header that is no UTF-8 is read as latin-1', () => {
  const value = Buffer.from([0xe9])
  const event = eventOf(MESSAGE, { key: value, headers: [{ name: 'x', value }] })
  assert.equal(ask({ attr: 'key', value: 'é' }, event), true)
  assert.equal(ask({ attr: 'headers.x', value: 'é' }, event), true)
  assert.equal(ask({ attr: 'key', value: 'é' }, eventOf(MESSAGE, { key: Buffer.from('é') })), true)
})

test('names that objects have of themselves are no headers', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    assert.equal(ask({ attr: `headers.${name}`, value: null }), true, name)
    const event = eventOf(MESSAGE, { headers: headers([name, 'x']) })
    assert.equal(ask({ attr: `headers.${name}`, value: 'x' }, event), true, name)
    assert.equal(ask({ attr: 'headers', op: 'contains', value: name }, event), true, name)
    assert.notDeepEqual(whereProblems({ attr: name, value: 1 }), [])
  }
})

test('what cannot be answered is a failure at its place, also where it is negated', () => {
  const answer = compileWhere({
    or: [
      { and: [{ attr: 'headers.gone', op: 'regex', value: 'x', negate: true }] },
      { attr: 'model', value: 'device' },
    ],
  })!(eventOf())
  assert.ok(answer instanceof Failure)
  assert.deepEqual(answer.path, ['where', 'or', 0, 'and', 0])
  assert.equal(
    answer.message,
    "where.or[0].and[0]: Invalid data type at 'headers.gone' for 'regex' evaluation: " +
      "expected string or bytes-like object, got 'NoneType'",
  )
  assert.equal(
    ask({ attr: 'username', op: 'gt', value: 1 }),
    "where: Invalid data type at 'username' for 'gt' evaluation: '>' not supported between instances of 'str' and 'int'",
  )
})

test('everything wrong is said at once, each with its path', () => {
  const where: Json = {
    and: [
      { attr: 'usrname', value: 1 },
      { attr: 'data.status', op: 'eqq', value: 1 },
      { attr: 'event', op: 'changed' },
      {
        or: [
          { attr: 'topic.name', value: 1 },
          { attr: 'snapshots', value: null },
        ],
      },
    ],
  }
  assert.deepEqual(
    whereProblems(where).map(({ path, hint }) => [path.join('.'), hint]),
    [
      ['and.1.op', 'did you mean "eq"?'],
      ['and.0.attr', 'did you mean "username"?'],
      ['and.1.attr', 'it belongs into "conditions"'],
      ['and.2.op', 'it belongs into "conditions"'],
      ['and.3.or.0.attr', '"topic" has no members'],
      ['and.3.or.1.attr', 'it belongs into "conditions"'],
    ],
  )
  assert.throws(() => compileWhere({ attr: 'usrname', value: 1 }), {
    code: 'config_invalid',
    message:
      'where.attr: Unknown field: usrname. Must be one of: event, object_type, model, username, request_id, timestamp, ' +
      'source_id, topic, partition, key, headers, headers.<name> (did you mean "username"?)',
  })
  const problems = whereProblems([{ attr: 'event', value: 1 }])
  assert.equal(problems[0]!.message, "Ruleset must be a dictionary, not <class 'list'>.")
})

test('sets that are nested too deeply are refused, and not followed', () => {
  let where: Json = { attr: 'x', value: 1 }
  for (let depth = 0; depth < 20_000; depth++) where = { and: [where] }
  assert.match(whereProblems(where)[0]!.message, /nested deeper than 100 levels/)
})
