import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linesOf, load, sinkAndRule } from '../helpers/config-files.ts'

const kafka = 'log: { type: kafka, brokers: ["k:9092"] }\n'

async function only(t: Parameters<typeof linesOf>[0], yaml: string): Promise<string> {
  const lines = await linesOf(t, yaml + sinkAndRule)
  assert.equal(lines.length, 1, yaml)
  return lines[0]!
}

test('a configuration that reads nothing says what to add', async t => {
  assert.match(
    await only(t, ''),
    /^main\.yaml:\d+: nothing is read: there are neither `sources` nor `ingest` \(add `ingest/,
  )
  assert.match(await only(t, kafka), /nothing is read.*\(add `sources: \[\{ topics: \[netbox\.events\] \}\]`/)
})

test('a misspelt `sources` is one problem', async t => {
  assert.match(
    await only(t, `${kafka}source: [{ topics: [a] }]`),
    /unknown key "source" \(did you mean "sources"\?\)/,
  )
})

test('a topic is read by one source', async t => {
  const line = await only(t, 'sources: [{ topics: [a, b] }, { topics: [b] }]')
  assert.match(line, /sources\[1\]\.topics\[0\]: the topic is read by sources\[0\]\.topics\[1\] too/)
  assert.match(
    await only(t, 'sources: [{ topics: [a, a] }]'),
    /sources\[0\]\.topics: \[0\] and \[1\] are the same/,
  )
})

test('dead letters do not come back as events', async t => {
  const cases: [yaml: string, path: string][] = [
    ['sources: [{ topics: [a, dead-letters.crm] }]', 'sources[0].topics[1]'],
    ['sources: [{ topics: [dead-letters.undecodable] }]', 'sources[0].topics[0]'],
    ['ingest: { endpoints: { /x: { topic: dead-letters.crm } } }', 'ingest.endpoints["/x"].topic'],
    [
      'sources: [{ topics: [dead-letters.crm] }]\ndead_letters: { log: { type: embedded, path: data } }',
      'sources[0].topics[0]',
    ],
  ]
  for (const [yaml, path] of cases) {
    const line = await only(t, yaml)
    assert.ok(line.includes(`it is a topic that is read: ${path}`), line)
  }
  const other =
    'sources: [{ topics: [dead-letters.crm] }]\ndead_letters: { log: { type: embedded, path: ./other } }'
  assert.equal((await load(t, other + sinkAndRule)).config.sources.length, 1)
})

test("the name of each sink's dead letters is a topic's name", async t => {
  const long = 'x'.repeat(180)
  const line = await only(t, `ingest: {}\ndead_letters: { topic: "${long}{sink}${long}" }`)
  assert.match(line, /dead_letters\.topic: for the sink "undecodable" the name has 371 characters/)
  assert.match(
    await only(t, 'ingest: {}\ndead_letters: { topic: dead-letters }'),
    /in which \{sink\} stands for the sink/,
  )
})

test('a sink does not append where the same router reads, or keeps dead letters', async t => {
  const rule =
    '\nrules: [{ name: r, object_types: [dcim.device], event_types: [object_created], sinks: [copy] }]'
  const sinkOf = (sink: string) => `\nsinks: { copy: ${sink} }${rule}`
  const cases: [yaml: string, sink: string, said: RegExp | undefined][] = [
    [
      'sources: [{ topics: [a, b] }]',
      '{ type: log, topic: b }',
      /sinks\.copy\.topic: is a topic that is read: sources\[0\]/,
    ],
    ['ingest: {}', '{ type: log, topic: events }', /is a topic that is read: ingest/],
    ['ingest: {}', '{ type: log, topic: dead-letters.copy }', /is the topic of the dead letters of "copy"/],
    ['ingest: {}', '{ type: log, topic: copies }', undefined],
    [
      `${kafka}sources: [{ topics: [a] }]`,
      '{ type: kafka, brokers: ["k:9092"], topic: a }',
      /is a topic that is read/,
    ],
    [`${kafka}sources: [{ topics: [a] }]`, '{ type: kafka, brokers: ["other:9092"], topic: a }', undefined],
    ['sources: [{ topics: [a] }]', '{ type: kafka, brokers: ["k:9092"], topic: a }', undefined],
  ]
  for (const [yaml, sink, said] of cases) {
    if (said === undefined) {
      assert.equal((await load(t, yaml + sinkOf(sink))).config.sinks.size, 1)
      continue
    }
    const lines = await linesOf(t, yaml + sinkOf(sink))
    assert.equal(lines.length, 1, lines.join('\n'))
    assert.match(lines[0]!, said)
  }
})
