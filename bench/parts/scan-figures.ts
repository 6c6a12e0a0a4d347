import { compilePaths, scan } from '../../src/json/index.ts'
import { skipValue } from '../../src/json/skip.ts'
import { parseRuleConditions } from '../../src/rules/parse.ts'
import { Binder } from '../../src/rules/table/bind.ts'
import { type KeyNode, keyTree } from '../../src/rules/table/keys.ts'
import { planOf } from '../../src/rules/table/plan.ts'
import { Reading } from '../../src/rules/table/reading.ts'
import { Scanner } from '../../src/rules/table/scanner.ts'
import { Values } from '../../src/rules/table/values.ts'
import type { Rule } from '../../src/types.ts'

/** A message and where its data stands. */
interface Sample {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
}

const DATA = Buffer.from('"data":')

/** Works on reading an event's data, by what it is called; each takes all samples once. */
export function readings(
  messages: readonly Buffer[],
  rules: readonly Rule[],
): ReadonlyMap<string, () => number> {
  const samples = messages.map(bytes => {
    const start = bytes.indexOf(DATA) + DATA.length
    return { bytes, start, end: skipValue(bytes, start) }
  })
  const values = new Values()
  const reading = new Reading(values)
  const binder = new Binder(values)
  const scanner = new Scanner(reading, binder.uses)
  const tree = bindAll(binder, rules)
  const paths = Int32Array.from({ length: binder.paths.bound }, (_, path) => path)
  const nothing = compilePaths([])
  const works: readonly (readonly [string, (sample: Sample) => number])[] = [
    ['a plain loop over its bytes', sumOf],
    ['skipping it', ({ bytes, start }) => skipValue(bytes, start)],
    [
      'scanning it for the rules',
      ({ bytes, start }) => {
        reading.begin(bytes, undefined, paths)
        return Number(scanner.read(bytes, start, tree, true))
      },
    ],
    [
      'JSON.parse of it',
      ({ bytes, start, end }) => Object.keys(JSON.parse(bytes.toString('utf8', start, end))).length,
    ],
    ['a plain loop over the message', ({ bytes }) => sumOf({ bytes, start: 0, end: bytes.length })],
    ['validating the message', ({ bytes }) => Number(scan(bytes, nothing).isObject)],
  ]
  return new Map(
    works.map(([name, work]) => [
      name,
      () => {
        let sum = 0
        for (const sample of samples) sum += work(sample)
        return sum
      },
    ]),
  )
}

function bindAll(binder: Binder, rules: readonly Rule[]): KeyNode {
  const attrs = new Set<string>()
  for (const rule of rules) {
    for (const leaf of planOf(parseRuleConditions(rule.conditions).condition!).leaves) {
      binder.bind(leaf)
      attrs.add(leaf.attr)
    }
  }
  return keyTree([...attrs].map(attr => [binder.paths.find(attr)!, attr]))
}

function sumOf({ bytes, start, end }: Sample): number {
  let sum = 0
  for (let i = start; i < end; i++) sum = (sum + bytes[i]!) | 0
  return sum
}
