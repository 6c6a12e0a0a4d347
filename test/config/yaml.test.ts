// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Findings } from '../../src/config/findings.ts'
import { parseYaml } from '../../src/config/yaml.ts'

function problems(text: string): readonly { line: number; message: string }[] {
  const findings = new Findings()
  assert.equal(parseYaml('f.yaml', text, findings), undefined)
  return findings.problems(['f.yaml']).map(({ line, message }) => ({ line, message }))
}

function parsed(text: string) {
  const findings = new Findings()
  const file = parseYaml('f.yaml', text, findings)
  assert.deepEqual(findings.problems([]), [])
  return file!
}

test('a mistake in the YAML is named in words, with its line', () => {
  const cases: [text: string, line: number, message: RegExp][] = [
    ['a: 1\n\tb: 2', 2, /tab/],
    ['a: b: c', 1, /key stands inside a value/],
    ['a: b\n  c: 1', 1, /key stands inside a value/],
    ["a: 'it's'", 1, /does not belong/],
    ['\n- { password: ${env:X} }', 2, /a reference needs quotes/],
    ['a: [${file:/x}, b]', 1, /a reference needs quotes/],
    ['a: [1, 2', 1, /bracket is not closed/],
    ['a: "x\nb: 2', 2, /not YAML/],
    ['a:\n  b: 1\n c: 2', 3, /not YAML|indentation/],
    ['a: @x', 1, /cannot begin/],
    ['a: 1\n---\nb: 2', 2, /second document/],
    ['a: !secret x', 1, /tag/],
  ]
  for (const [text, line, message] of cases) {
    const [first] = problems(text)
    assert.match(first!.message, message, text)
    assert.equal(first!.line, line, text)
  }
})

test('what the parser says never quotes the file', () => {
  for (const text of [
    'password: "hunter2',
    'password: hunter2: x',
    'a: !hunter2 x',
    '- hunter2\nb: 1',
    'hunter2\nb: 1',
  ])
    assert.doesNotMatch(JSON.stringify(problems(text)), /hunter2/, text)
})

test('an empty file is said to be empty', () => {
  for (const text of ['', '\n\n', '# only a comment\n', 'null', '~', '---\n'])
    assert.equal(problems(text)[0]!.message, 'is empty', JSON.stringify(text))
})

test('what is nested without end is refused', () => {
  for (const text of ['['.repeat(50_000), '- '.repeat(20_000), `a: ${'{a: '.repeat(20_000)}`])
    assert.match(JSON.stringify(problems(text)), /nested/, text.slice(0, 20))
})

test('a hundred errors of one kind are a few', () => {
  assert.ok(problems('a: @x\n'.repeat(1000)).length <= 20)
})

test('lines are those of the key or of its value, of the nearest thing above where there is none', () => {
  const file = parsed('a:\n  b:\n    - x\n    -\n      c: 1\nd: *A\n'.replace('*A', '1'))
  assert.equal(file.line(['a', 'b'], 'key'), 2)
  assert.equal(file.line(['a', 'b', 0], 'value'), 3)
  assert.equal(file.line(['a', 'b', 1, 'c'], 'value'), 5)
  assert.equal(file.line(['a', 'b', 1, 'missing'], 'value'), 5)
  assert.equal(file.line(['d'], 'key'), 6)
})

test('lines are found through aliases and merges', () => {
  const file = parsed('base: &base\n  x: 1\nuse: *base\nmerged:\n  <<: *base\n  y: 2\n')
  assert.equal(file.line(['use', 'x'], 'value'), 2)
  assert.equal(file.line(['merged', 'x'], 'value'), 2)
  assert.equal(file.line(['merged', 'y'], 'value'), 6)
})

test('a scalar can be seen as it is written', () => {
  const file = parsed('a: 4.10\nb: [0x10]\nc: {}')
  assert.equal(file.written(['a']), '4.10')
  assert.equal(file.written(['b', 0]), '0x10')
  assert.equal(file.written(['c']), undefined)
  assert.equal(file.written(['nothing']), undefined)
})

test('%YAML 1.1 changes nothing: no stays text', () => {
  assert.deepEqual(parsed('%YAML 1.1\n---\na: no\nb: 2024-01-01\n').value, { a: 'no', b: '2024-01-01' })
})
