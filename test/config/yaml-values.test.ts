import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Findings } from '../../src/config/findings.ts'
import { parseYaml } from '../../src/config/yaml.ts'
import type { Json } from '../../src/types.ts'

function value(text: string): Json {
  const findings = new Findings()
  const file = parseYaml('f.yaml', text, findings)
  assert.deepEqual(findings.problems([]), [])
  return file!.value
}

function problem(text: string) {
  const findings = new Findings()
  parseYaml('f.yaml', text, findings)
  return findings.problems([])[0]!
}

test('scalars are what YAML 1.2 says', () => {
  const text = 'a: text\nb: 1\nc: 1.5\nd: true\ne: null\nf:\ng: "1"\nh: yes\ni: 0x10\nj: -0'
  const expected = { a: 'text', b: 1, c: 1.5, d: true, e: null, f: null, g: '1', h: 'yes', i: 16, j: 0 }
  assert.deepEqual(value(text), expected)
})

test('an integer that a number cannot hold keeps its value', () => {
  assert.deepEqual(value('[9007199254740991, 9007199254740993, -123456789012345678901234567890]'), [
    9007199254740991,
    9007199254740993n,
    -123456789012345678901234567890n,
  ])
})

test('keys are text, whatever they look like', () => {
  assert.deepEqual(value('404: a\ntrue: b\n1.10: c'), { 404: 'a', true: 'b', '1.10': 'c' })
})

test('a key that stands twice is a problem at its second place', () => {
  const { line, path, message } = problem('a: 1\nb:\n  c: 1\n  d: 2\n  "c": 3')
  assert.deepEqual({ line, path }, { line: 5, path: 'b.c' })
  assert.match(message, /twice/)
})

test('an alias is a copy of what its anchor had last', () => {
  const found = value('a: &x { n: 1 }\nb: *x\nc: &x 2\nd: *x') as { [key: string]: Json }
  assert.deepEqual(found, { a: { n: 1 }, b: { n: 1 }, c: 2, d: 2 })
  assert.notEqual(found['a'], found['b'])
})

test('<< brings keys that are not there, the first of several first, wherever it stands', () => {
  const anchors = 'one: &one { a: 1, b: 1 }\ntwo: &two { b: 2, c: 2 }\n'
  const found = value(`${anchors}x: { <<: [*one, *two], c: 3 }\ny: { c: 3, <<: *one }`) as {
    [key: string]: Json
  }
  assert.deepEqual(found['x'], { a: 1, b: 1, c: 3 })
  assert.deepEqual(found['y'], { a: 1, b: 1, c: 3 })
})

test('<< in quotes is a key like any other', () => {
  assert.deepEqual(value('"<<": x'), { '<<': 'x' })
})

test('what JSON cannot hold is a problem', () => {
  const cases: [text: string, message: RegExp][] = [
    ['a: .nan', /number that JSON does not have/],
    ['a: -.inf', /number that JSON does not have/],
    ['a: 1e999', /number that JSON does not have/],
    ['? [x]\n: 1', /key that is no text/],
    [': 1', /key that is no text/],
    ['a: *nothing', /names no anchor/],
    ['a: &a [*a]', /names no anchor/],
    ['<<: text', /<< takes a mapping/],
    ['__proto__: { polluted: 1 }', /cannot be used/],
  ]
  for (const [text, message] of cases) assert.match(problem(text).message, message, text)
})

test('aliases of aliases end at a million values, quickly', () => {
  const bomb = Array.from(
    { length: 40 },
    (_, n) => `a${n}: &a${n} [${n === 0 ? '1, 1' : `*a${n - 1}, *a${n - 1}`}]`,
  )
  assert.match(problem(bomb.join('\n')).message, /more than 1000000 values/)
})

test('aliases cannot nest deeper than brackets may', () => {
  const chain = Array.from({ length: 400 }, (_, n) => `a${n}: &a${n} [${n === 0 ? '1' : `*a${n - 1}`}]`)
  assert.match(problem(chain.join('\n')).message, /nested more than/)
  assert.match(problem(`a: ${'['.repeat(300)}${']'.repeat(300)}`).message, /nested/)
})
