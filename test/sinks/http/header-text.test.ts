import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLines, headerLines, headerProblem } from '../../../sinks/http/header-text.ts'

const texts: readonly { name: string; text: string; headers: { [name: string]: string } }[] = [
  {
    name: 'a line is a header',
    text: 'X-Foo: Bar\nX-Object: Site 1',
    headers: { 'X-Foo': 'Bar', 'X-Object': 'Site 1' },
  },
  {
    name: 'blank lines and lines without a colon say nothing',
    text: '\nA: 1\n\nno colon\nB: 2\n',
    headers: { A: '1', B: '2' },
  },
  {
    name: 'a value keeps further colons',
    text: 'X-Url: http://a:80/b',
    headers: { 'X-Url': 'http://a:80/b' },
  },
  { name: 'name and value are trimmed', text: '  X-A  :   b c  ', headers: { 'X-A': 'b c' } },
  { name: 'a value may be empty, and so may a name', text: 'X-A:\n : x', headers: { 'X-A': '', '': 'x' } },
  {
    name: 'of one name the last counts',
    text: 'X-A: 1\nX-A: 2\nx-a: 3',
    headers: { 'X-A': '2', 'x-a': '3' },
  },
  {
    name: 'lines end where Python ends them',
    text: 'A: 1\vB: 2\fC: 3\x85D: 4\u2028E: 5\u2029F: 6\r\nG: 7\rH: 8\x1cI: 9',
    headers: { A: '1', B: '2', C: '3', D: '4', E: '5', F: '6', G: '7', H: '8', I: '9' },
  },
  {
    name: 'what is trimmed is what Python trims',
    text: 'A\u00a0:\u00a0\u3000b\x1f\nB: \ufeffc',
    headers: { A: 'b', B: '\ufeffc' },
  },
  {
    name: 'a continued line is a line of its own',
    text: 'X-A: 1\n  more: 2',
    headers: { 'X-A': '1', more: '2' },
  },
]
for (const { name, text, headers } of texts)
  test(name, () => assert.deepEqual(Object.fromEntries(headerLines(text)), headers))

test('one comma-separated line is as many lines', () => {
  assert.equal(asLines('X-Netography: Webhook'), 'X-Netography: Webhook')
  assert.equal(asLines('X-A: 1, X-B:2'), 'X-A: 1\nX-B:2')
  assert.equal(asLines('X-A: http://a,X-B: {{ b }}'), 'X-A: http://a\nX-B: {{ b }}')
})

test('a comma in a value, and text with lines, stay as they are', () => {
  for (const text of [
    'Accept: text/html, text/plain',
    'X-To: a, http://b',
    'X-A: 1, X-B: 2\n',
    'X-A: 1\nX-B: 2, X-C: 3',
  ])
    assert.equal(asLines(text), text)
})

test('what cannot stand in a header is told without its value', () => {
  assert.equal(headerProblem('X-A', 'é tab\t\x80'), undefined)
  assert.match(headerProblem('', 'secret') ?? '', /name that is none/)
  assert.match(headerProblem('X A', 'secret') ?? '', /name that is none/)
  for (const value of ['secret\r\nX: y', 'secret\0', 'secret\x7f', 'secret €']) {
    const problem = headerProblem('X-A', value)
    assert.match(problem ?? '', /^header X-A: has a /)
    assert.doesNotMatch(problem ?? '', /secret/)
  }
})
