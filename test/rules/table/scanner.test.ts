import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../../../src/json/index.ts'
import { presentData } from '../../../src/rules/evaluate.ts'
import { parseConditions } from '../../../src/rules/parse.ts'
import { Binder } from '../../../src/rules/table/bind.ts'
import { keyTree } from '../../../src/rules/table/keys.ts'
import { readParsed } from '../../../src/rules/table/parsed-reader.ts'
import { planOf } from '../../../src/rules/table/plan.ts'
import { Reading, STRING } from '../../../src/rules/table/reading.ts'
import { Scanner } from '../../../src/rules/table/scanner.ts'
import { Values } from '../../../src/rules/table/values.ts'
import type { Json } from '../../../src/types.ts'
import { Random } from '../../helpers/random.ts'

const PATHS = ['a', 'b', 'a.b', 'a.c', 'b.c.d', 'c', 'tags.slug', 'tags', '']
const VALUES: readonly Json[] = ['x', '', 'ü', 1, 1.5, true, null, 2n ** 60n + 1n, 'a"b', '\ud800']

/** A reader of all the paths, for which all the values are named. */
function reader() {
  const values = new Values()
  const reading = new Reading(values)
  const binder = new Binder(values)
  for (const attr of PATHS) {
    for (const [op, value] of [
      ['in', VALUES] as const,
      ...VALUES.map(value => ['contains', value] as const),
    ]) {
      const { condition } = parseConditions({ attr, op, value })
      // Null cannot be contained, and a text may be a key: objects are then left to the parsed value.
      if (condition !== undefined && (op === 'in' || typeof value !== 'string' || attr === 'tags.slug'))
        binder.bind(planOf(condition).leaves[0]!)
    }
  }
  const numbers = PATHS.map(attr => binder.paths.find(attr)!)
  const tree = keyTree(PATHS.map((attr, i) => [numbers[i]!, attr]))
  const paths = Int32Array.from(numbers)
  const scanner = new Scanner(reading, binder.uses)
  const state = () => ({
    paths: PATHS.map((attr, i) => {
      const path = numbers[i]!
      const text = reading.kinds[path] === STRING ? reading.text(path) : undefined
      return [attr, reading.kinds[path], reading.tokens[path], reading.numbers[path], text]
    }),
    found: [...reading.found.subarray(0, reading.foundCount)].sort((a, b) => a - b),
  })
  return {
    scan(json: string, isUnique = false) {
      const bytes = Buffer.from(json)
      reading.begin(bytes, undefined, paths)
      return scanner.read(bytes, 0, tree, isUnique) ? state() : undefined
    },
    parse(json: string) {
      reading.begin(Buffer.alloc(0), undefined, paths)
      readParsed(
        reading,
        presentData(parse(Buffer.from(json))),
        paths,
        PATHS.map(attr => attr.split('.')),
      )
      return state()
    },
  }
}

test('what a scan reads is what the parsed value says', () => {
  const { scan, parse } = reader()
  const random = new Random(5)
  let scanned = 0
  for (let i = 0; i < 5_000; i++) {
    const json = written(random, 0)
    const read = scan(json)
    if (read === undefined) continue
    scanned++
    assert.deepEqual(read, parse(json), json)
  }
  assert.ok(scanned > 2_500, String(scanned))
})

test('what is unusual is left to the parsed value', () => {
  const { scan } = reader()
  const unusual = [
    '{"\\u0061":1}',
    '{"a":1,"a":2}',
    '{"a":{"b":1},"a":{"c":1}}',
    '{"tags":[{"id":1}]}',
    '{"tags":[null]}',
    '{"tags":[[{"slug":1}]]}',
    '{"tags":[{"slug":1,"slug":2}]}',
    '{"a":[{"b":1}]}',
    '{"a":',
    '{"a":"x',
    '{',
    '',
  ]
  for (const json of unusual) assert.equal(scan(json), undefined, json)
})

test('where no key is there twice, reading ends with the last key that is wanted', () => {
  const { scan, parse } = reader()
  const json = '{"z":1,"a":{"b":1,"c":"x"},"b":null,"c":2,"tags":[{"slug":"x"}],"":1.5'
  assert.deepEqual(scan(`${json},"y":`, true), parse(`${json}}`))
  assert.equal(scan(`${json},"a":1}`), undefined)
  // One is missing: to the end.
  assert.deepEqual(scan('{"a":1,"b":2,"c":3,"tags":4,"z":5}', true), parse('{"a":1,"b":2,"c":3,"tags":4}'))
})

test('duplicates of keys that nobody asks for do not matter', () => {
  const { scan, parse } = reader()
  const json = '{"z":1,"z":{"a":2},"a":"x"}'
  assert.deepEqual(scan(json), parse(json))
})

test('objects are numbered until they are numbered anew', () => {
  const values = new Values()
  const scanner = new Scanner(new Reading(values), new Binder(values).uses)
  assert.equal(scanner.isWorn, false)
  scanner.restart()
  assert.equal(scanner.isWorn, false)
})

const NUMBERS = [
  '0',
  '-0',
  '1',
  '1.0',
  '1e0',
  '-12',
  '1.5',
  '1152921504606846977',
  '1e400',
  '123456789012345678',
]
const TEXTS = ['"x"', '""', '"ü"', '"\\u00fc"', '"a\\"b"', '"\\ud800"', '"{\\\\"', '"other"']

function written(random: Random, depth: number): string {
  const blank = random.percent(20) ? ' \n' : ''
  const kind = depth === 0 ? 9 : random.below(depth > 3 ? 6 : 10)
  if (kind < 2) return random.pick(NUMBERS) + blank
  if (kind < 4) return random.pick(TEXTS) + blank
  if (kind < 6) return random.pick(['true', 'false', 'null']) + blank
  if (kind < 8) return `[${blank}${random.some(0, 3, () => written(random, depth + 1)).join(`,${blank}`)}]`
  const keys = ['a', 'b', 'c', 'd', 'slug', 'tags', '', 'z'].filter(() => random.percent(40))
  return `{${blank}${keys.map(key => `"${key}"${blank}:${blank}${written(random, depth + 1)}`).join(',')}}`
}
