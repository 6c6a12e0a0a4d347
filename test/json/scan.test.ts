import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonError } from '../../src/json/error.ts'
import { compilePaths } from '../../src/json/paths.ts'
import { scan, withoutMark } from '../../src/json/scan.ts'
import { LARGE, netboxEvent } from '../helpers/events.ts'

const NO_PATHS = compilePaths([])

/** The text at a path; undefined where it is absent. */
function at(text: string, path: string): string | undefined {
  const bytes = Buffer.from(text)
  const span = scan(bytes, compilePaths([path])).span(0)
  return span && bytes.toString('utf8', span.start, span.end)
}

function member(text: string, name: string): string | undefined {
  const bytes = Buffer.from(text)
  const span = scan(bytes, NO_PATHS).member(name)
  return span && bytes.toString('utf8', span.start, span.end)
}

function refusal(bytes: Buffer): string {
  try {
    scan(bytes, compilePaths(['a.b']))
  } catch (error) {
    assert.ok(error instanceof JsonError)
    return error.message
  }
  return ''
}

test('a wanted value is found with exactly its bytes', () => {
  const text = ' { "a" : { "x" : [1] , "b" : 1.0 } , "c" : "ü" , "d":[ {"b":2} ] } '
  assert.equal(at(text, 'a'), '{ "x" : [1] , "b" : 1.0 }')
  assert.equal(at(text, 'a.b'), '1.0')
  assert.equal(at(text, 'a.x'), '[1]')
  assert.equal(at(text, 'c'), '"ü"')
})

test('what is not there, or not within objects, is not found', () => {
  const text = '{"a":{"b":null},"d":[{"b":2}],"e":"b","f":{}}'
  for (const path of ['b', 'a.c', 'a.b.c', 'd.b', 'd.0', 'e.b', 'f.b', '__proto__', 'constructor']) {
    assert.equal(at(text, path), undefined, path)
  }
  assert.equal(at(text, 'a.b'), 'null')
  assert.equal(at('[{"a":1}]', 'a'), undefined)
  assert.equal(at('"a"', 'a'), undefined)
})

test('of duplicate keys the last wins, with all that is below', () => {
  assert.equal(at('{"a":1,"a":2}', 'a'), '2')
  assert.equal(at('{"a":{"b":1,"b":2},"x":0}', 'a.b'), '2')
  assert.equal(at('{"a":{"b":1},"a":{"c":2}}', 'a.b'), undefined)
  assert.equal(at('{"a":{"b":1},"a":null}', 'a.b'), undefined)
  assert.equal(at('{"a":null,"a":{"b":1}}', 'a.b'), '1')
  assert.equal(member('{"a":1,"\\u0061":2}', 'a'), '2')
})

test('a key is the same however it is escaped', () => {
  assert.equal(at('{"\\u0061":{"\\u0062":1}}', 'a.b'), '1')
  assert.equal(at('{"a\\\\n":1}', 'a\n'), undefined)
  assert.equal(at('{"a\\n":1}', 'a\\n'), undefined)
  assert.equal(at('{"a\\n":1}', 'a\n'), '1')
  assert.equal(at('{"\\u00fc":1}', 'ü'), '1')
  assert.equal(at('{"ü":1}', 'ü'), '1')
  assert.equal(member('{"d\\u0061ta":1}', 'data'), '1')
})

test('members are listed in their order, duplicates included, keys unescaped', () => {
  const text = '{"b":1,"a":{"x":1},"b":[],"\\u0063\\"":null,"__proto__":0}'
  assert.deepEqual(scan(Buffer.from(text), NO_PATHS).memberNames(), ['b', 'a', 'b', 'c"', '__proto__'])
  assert.equal(member(text, 'b'), '[]')
  assert.equal(member(text, '__proto__'), '0')
  assert.equal(member(text, 'x'), undefined)
  assert.deepEqual(scan(Buffer.from('[1]'), NO_PATHS).memberNames(), [])
})

test('whether it is an object, and whether an integer is long, is known', () => {
  const of = (text: string) => {
    const { isObject, longIntegers } = scan(Buffer.from(text), NO_PATHS)
    return [isObject, longIntegers]
  }
  assert.deepEqual(of(' {"a":9007199254740993}'), [true, true])
  assert.deepEqual(of('{"a":1}'), [true, false])
  assert.deepEqual(of('[9007199254740993]'), [false, true])
  assert.deepEqual(of('7'), [false, false])
})

test('the last byte counts, and each error says where', () => {
  const cases: readonly [bytes: Buffer | string, message: string][] = [
    ['{"a":{"b":1}}x', 'byte 13: found "x", expected nothing after the value'],
    ['{"a":1}\0', 'byte 7: found 0x00, expected nothing after the value'],
    ['{"a":{"b":1}', 'byte 12: found the end, expected "," or "}"'],
    ['{"a":{"b":1,}}', 'byte 12: found "}", expected a key'],
    ['{"a":{', 'byte 6: found the end, expected a key or "}"'],
    ['{"a":', 'byte 5: found the end, expected a value'],
    ['{"a"', 'byte 4: found the end, expected ":"'],
    ['', 'byte 0: found the end, expected a value'],
    ['\ufeff{}', 'byte 0: found 0xEF, expected a value'],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'byte 2: not UTF-8'],
    [Buffer.from([0x22, 0xc3]), 'byte 1: not UTF-8'],
    [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'byte 1: not UTF-8'],
  ]
  for (const [bytes, message] of cases) assert.equal(refusal(Buffer.from(bytes as string)), message)
})

test('wanted objects within each other count towards the limit of nesting', () => {
  const text = `{"a":{"b":${'['.repeat(511)}${']'.repeat(511)}}}`
  assert.match(refusal(Buffer.from(text)), /nested deeper/)
})

test('a real event is taken apart as JSON.parse would', () => {
  const bytes = netboxEvent({ id: 5, size: LARGE })
  const parsed = JSON.parse(bytes.toString()) as Record<string, unknown>
  const found = scan(bytes, NO_PATHS)
  assert.deepEqual(found.memberNames(), Object.keys(parsed))
  for (const [name, value] of Object.entries(parsed)) {
    const { start, end } = found.member(name)!
    assert.deepEqual(JSON.parse(bytes.toString('utf8', start, end)), value)
  }
})

test('a byte order mark is dropped, once and only in front', () => {
  assert.equal(withoutMark(Buffer.from('\ufeff{"a":"\ufeff"}')).toString(), '{"a":"\ufeff"}')
  assert.equal(withoutMark(Buffer.from('\ufeff\ufeff{}')).toString(), '\ufeff{}')
  assert.equal(withoutMark(Buffer.from('{}')).toString(), '{}')
  assert.equal(withoutMark(Buffer.alloc(0)).length, 0)
})

test('of one object it is known whether it has a key twice', () => {
  const paths = compilePaths(['event', 'data.id'], 'data')
  const isUnique = (text: string) => scan(Buffer.from(text), paths).hasUniqueKeys
  for (const data of ['{}', '{"a":1,"b":{"a":1,"a":2}}', '{ "id" : 1 , "a" : 2 }', '[{"a":1}]', '1'])
    assert.equal(isUnique(`{"x":1,"data":${data},"x":2}`), true, data)
  for (const data of ['{"a":1,"a":2}', '{"id":1,"b":2,"id":3}', '{"a":1,"\\u0061":2}', '{"\\n":1}'])
    assert.equal(isUnique(`{"data":${data}}`), false, data)
  assert.equal(isUnique('{"data":{"a":1,"a":2},"data":{"a":1}}'), false)
  assert.equal(isUnique('{"data":{"a":"\\n","b":2}}'), true)
})
