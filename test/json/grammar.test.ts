import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonError } from '../../src/json/error.ts'
import { findings, MAX_DEPTH, MAX_DIGITS, valueEnd } from '../../src/json/grammar.ts'

/** Whether the whole text is one value. */
function accepts(text: string): boolean {
  const bytes = Buffer.from(text)
  try {
    return valueEnd(bytes, 0, bytes.length, 0) === bytes.length
  } catch (error) {
    assert.ok(error instanceof JsonError, String(error))
    assert.ok(error.position >= 0 && error.position <= bytes.length, `${error.position} in ${text}`)
    return false
  }
}

const VALUES = [
  ...['0', '-0', '7', '-12', '1.0', '1.25e10', '1E+2', '1e-2', '-0.0', '123456789012345678901234567890'],
  ...[
    'null',
    'true',
    'false',
    '""',
    '"a"',
    '"\\u00e9\\n\\"\\\\\\/\\b\\f\\r\\t"',
    '"\\ud800"',
    '"ü€😀"',
    '"\u007f"',
  ],
  ...[
    '[]',
    '[ ]',
    '{}',
    '{ }',
    '[1,2]',
    '[ 1 , [ ] , { } ]',
    '{"a":1}',
    '{ "a" : [ { "b" : null } ] , "a" : 2 }',
  ],
]
const OTHERS = [
  ...['', '-', '+1', '01', '-01', '1.', '.5', '1e', '1e+', '0x10', 'NaN', 'Infinity', '-Infinity', '1_0'],
  ...[
    'nul',
    'nulll',
    'True',
    'tru',
    '"',
    '"a',
    '"\n"',
    '"\t"',
    '"\\x"',
    '"\\u12g4"',
    '"\\u12"',
    '"\\',
    "'a'",
  ],
  ...[
    '[',
    ']',
    '[1',
    '[1,',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1}',
    '{',
    '{]',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
  ],
  ...[
    '{a:1}',
    '{1:1}',
    '{"a" 1}',
    '{"a"::1}',
    '{,}',
    '{"a":1 "b":2}',
    '{"a",1}',
    '[1]]',
    '{}}',
    '//',
    '/**/1',
    '\u00a0',
  ],
]

test('what is a value and what is none, as JSON.parse has it', () => {
  for (const text of VALUES) assert.ok(accepts(text), text)
  for (const text of OTHERS) assert.ok(!accepts(text), text)
})

test('a damaged text is taken if and only if JSON.parse takes it', () => {
  const random = pseudoRandom(7)
  const alphabet = '{}[]":,\\ \n0129.eE+-ntfu/a\u0001é'
  const seed =
    '{"a":[1,-2.5e3,true,null,{"b c":"x\\u00e9\\n"},[],{}],"d":"long enough for four at a time","e":{"f":0}}'
  let taken = 0
  for (let round = 0; round < 20_000; round++) {
    let text = seed
    for (let edits = 1 + random(3); edits > 0; edits--) {
      const at = random(text.length)
      text = text.slice(0, at) + alphabet.charAt(random(alphabet.length + 1)) + text.slice(at + random(3))
    }
    const expected = parses(text)
    if (expected) taken++
    assert.equal(accepts(text), expected, text)
  }
  assert.ok(taken > 500, `only ${taken} texts were JSON: the test tests nothing`)
})

test('each way to cut a value short is an error at its end', () => {
  const text = '{"a":[1,-2.5e3,true,null,{"b":"x\\u00e9"}]}'
  for (let length = 1; length < text.length; length++) {
    const bytes = Buffer.from(text.slice(0, length))
    assert.throws(
      () => valueEnd(bytes, 0, length, 0),
      (error: unknown) => error instanceof JsonError && error.position === length,
      text.slice(0, length),
    )
  }
})

test('a value does not go on behind the given length', () => {
  const bytes = Buffer.from('[1,2]')
  assert.throws(() => valueEnd(bytes, 0, 4, 0), { message: 'byte 4: found "]", expected "," or "]"' })
  assert.equal(valueEnd(Buffer.from('1234'), 0, 2, 0), 2)
})

test('nesting is taken up to its limit and refused beyond', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  assert.ok(accepts(nested(MAX_DEPTH)))
  const bytes = Buffer.from(nested(MAX_DEPTH + 1))
  assert.throws(() => valueEnd(bytes, 0, bytes.length, 0), {
    message: `byte ${MAX_DEPTH}: nested deeper than ${MAX_DEPTH} levels`,
  })
})

test('an integer is long from 16 digits on, a fraction never', () => {
  const cases: readonly [text: string, long: boolean][] = [
    ['123456789012345', false],
    ['-123456789012345', false],
    ['1234567890123456', true],
    ['[{"a":-9007199254740993}]', true],
    ['1234567890123456.5', false],
    ['1234567890123456e2', false],
    ['"1234567890123456"', false],
  ]
  for (const [text, long] of cases) {
    findings.longInteger = false
    assert.ok(accepts(text))
    assert.equal(findings.longInteger, long, text)
  }
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    // The grammar alone does not skip blanks around a value.
    return text.trim() === text
  } catch {
    return false
  }
}

/** Integers below a bound, the same in every run. */
function pseudoRandom(seed: number): (bound: number) => number {
  let state = seed
  return bound => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

test('an integer with more digits than can be read in good time is refused', () => {
  assert.ok(accepts('9'.repeat(MAX_DIGITS)))
  assert.ok(!accepts('9'.repeat(MAX_DIGITS + 1)))
  assert.ok(!accepts(`[-${'9'.repeat(MAX_DIGITS + 1)}]`))
  assert.ok(accepts(`0.${'9'.repeat(MAX_DIGITS + 1)}`))
})
