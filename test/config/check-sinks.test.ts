import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sinkId } from '../../src/positions.ts'
import { linesOf, load } from '../helpers/config-files.ts'

const sinks = (...written: string[]) =>
  `ingest: {}\nunmatched: { sinks: [] }\nsinks:\n${written
    .map(sink => sink.replace(/^(\S+):(.*)/, '  $1: { type: http, url: "http://x/",$2 }\n'))
    .join('')}`

test('the name of the built-in sink is taken', async t => {
  const [line] = await linesOf(t, sinks('undecodable:'))
  assert.match(line!, /^main\.yaml:4 sinks\.undecodable: the name "undecodable" is taken/)
})

test('two sinks with one short id are told apart before they share their positions', async t => {
  const seen = new Map<string, string>()
  let pair: [string, string] | undefined
  for (let n = 0; pair === undefined; n++) {
    const name = `s${n}`
    const other = seen.get(sinkId(name))
    if (other === undefined) seen.set(sinkId(name), name)
    else pair = [other, name]
  }
  const [one, two] = pair
  const lines = await linesOf(t, sinks(`${one}:`, `${two}:`))
  assert.equal(lines.length, 1)
  assert.match(
    lines[0]!,
    new RegExp(`sinks\\.${two}: by chance has the short id of the sink "${one}", in .*main\\.yaml:4`),
  )
  const [before] = await linesOf(t, sinks(`${one}:`, `new: formerly: ${two}`))
  assert.match(before!, new RegExp(`sinks\\.new\\.formerly: by chance has the short id of the sink "${one}"`))
})

test('a former name belongs to one sink, and to none of today', async t => {
  const cases: [yaml: string, message: RegExp][] = [
    [sinks('a: formerly: b', 'b:'), /sinks\.a\.formerly: a sink of the name "b" is there: .*main\.yaml:5/],
    [
      sinks('a: formerly: x', 'b: formerly: x'),
      /sinks\.b\.formerly: the sink "a" in .*main\.yaml:4 had that name too/,
    ],
    [sinks('a: formerly: a'), /sinks\.a\.formerly: is the name that the sink has now/],
    [sinks('a: formerly: undecodable'), /sinks\.a\.formerly: "undecodable" is built in/],
  ]
  for (const [yaml, message] of cases) {
    const lines = await linesOf(t, yaml)
    assert.equal(lines.length, 1, yaml)
    assert.match(lines[0]!, message)
  }
  assert.equal((await load(t, sinks('a: formerly: old', 'b:'))).config.sinks.get('a')!.formerly, 'old')
})

test('the first wait is not longer than the longest', async t => {
  const [line] = await linesOf(t, sinks('a: retry: { initial: 10m }'))
  assert.match(line!, /sinks\.a\.retry\.initial: the first wait, 10m, is longer than the longest, 5m \(max\)/)
})

test('a sink may be paused', async t => {
  assert.equal((await load(t, sinks('a: paused: true'))).config.sinks.get('a')!.paused, true)
})

test('a rate says per what, and is one at least', async t => {
  for (const [written, found] of [
    ['200', '200'],
    ['0/s', '"0/s"'],
    ['10/m', '"10/m"'],
  ] as const) {
    const [line] = await linesOf(t, sinks(`a: rate: ${written}`))
    assert.match(line!, new RegExp(`sinks\\.a\\.rate: found ${found}, expected .*per s, min or h`), written)
  }
})
