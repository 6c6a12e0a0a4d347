import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createMetrics, type Metrics } from '../../src/ops/metrics.ts'
import { type MetricSources, noSources } from '../../src/ops/types.ts'

interface Family {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly labels: readonly string[]
}

function metrics(): Metrics {
  return createMetrics({
    version: '1.2.3',
    sinks: ['crm', 'undecodable'],
    rules: ['active devices'],
    endpoints: ['/events'],
    logLinesDropped: () => 0,
    workers: () => ({ running: 2, restarts: 0 }),
  })
}

async function familiesOf({ registry }: Metrics): Promise<Family[]> {
  const withLabels = registry.getMetricsAsArray() as unknown as readonly {
    readonly name: string
    readonly labelNames: readonly string[]
  }[]
  const labels = new Map(withLabels.map(({ name, labelNames }) => [name, labelNames]))
  const families = await registry.getMetricsAsJSON()
  return families.map(({ name, help, type }) => ({
    name,
    help,
    type: String(type),
    labels: labels.get(name) ?? [],
  }))
}

async function ours(): Promise<Family[]> {
  return (await familiesOf(metrics())).filter(({ name }) => name.startsWith('sluice_'))
}

test('docs/metrics.md lists each metric with its type and labels, and no other', async () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8')
  const documented = text
    .split('\n')
    .map(line => /^\| `(sluice_\w+)` \| (\w+) \| ([^|]*) \| ([^|]+) \|$/.exec(line))
    .filter(row => row !== null)
    .map(([, name, type, labels, meaning]) => {
      assert.ok(meaning!.trim().length > 20, `${name} needs a meaning`)
      const names = [...labels!.matchAll(/`(\w+)`/g)].map(([, label]) => label)
      return `${name} ${type} ${names.join(',')}`
    })
  const registered = (await ours()).map(({ name, type, labels }) => `${name} ${type} ${labels.join(',')}`)
  assert.deepEqual(documented, registered)
})

test('names follow the conventions: _total on counters only, base units, one type per name', async () => {
  const families = await ours()
  assert.ok(families.length > 25)
  assert.equal(new Set(families.map(({ name }) => name)).size, families.length)
  for (const { name, type, help, labels } of families) {
    assert.match(name, /^sluice_[a-z]+(_[a-z]+)*$/)
    assert.equal(name.endsWith('_total'), type === 'counter', name)
    assert.doesNotMatch(name, /(milli|micro|_ms|_kb|_mb|kilo|mega|minutes|hours|percent)/, name)
    assert.doesNotMatch(name, /_(count|sum|bucket)$/, name)
    if (type === 'histogram') assert.match(name, /_(seconds|per_delivery)$/)
    assert.match(help, /^\S.*[^ ]\.$|^\S.*defect\.$/, `${name}: ${help}`)
    for (const label of labels)
      assert.match(
        label,
        /^(topic|partition|rule|object_type|path|sink|stage|outcome|class|result|endpoint|status|state|kind|version|node)$/,
      )
  }
})

test('no metric that comes from elsewhere breaks the rule on _total either', async () => {
  const others = (await familiesOf(metrics())).filter(({ name }) => !name.startsWith('sluice_'))
  assert.ok(others.length > 15)
  for (const { name, type } of others) assert.equal(name.endsWith('_total'), type === 'counter', name)
})

test('the text is the exposition format: comments before samples, families in one piece, no sample twice', async () => {
  const all = metrics()
  all.sink('crm').taken()
  all.sink('crm').attempted('retry', 'timeout', 1)
  all.reader.received('netbox.events', 10)
  all.ingest.answered('/events', 202, 1, 10)
  const { type, text } = await all.render()
  assert.equal(type, 'text/plain; version=0.0.4; charset=utf-8')
  assert.ok(text.endsWith('\n'))
  const declared = new Map<string, string>()
  const samples = new Set<string>()
  let family = ''
  for (const line of text.split('\n').filter(Boolean)) {
    const help = /^# HELP (\S+) \S/.exec(line)
    const kind = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line)
    if (help !== null) {
      family = help[1]!
      assert.ok(!declared.has(family), `${family} twice`)
    } else if (kind !== null) {
      assert.equal(kind[1], family)
      declared.set(family, kind[2]!)
    } else {
      const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*\})? (\S+)$/.exec(line)
      assert.ok(sample !== null, line)
      const suffix = declared.get(family) === 'histogram' ? '(_bucket|_sum|_count)' : ''
      assert.match(sample[1]!, new RegExp(`^${family}${suffix}$`))
      assert.match(sample[3]!, /^(Nan|[+-]Inf|-?\d+(\.\d+)?(e[+-]\d+)?)$/, line) // the case of NaN does not matter
      const key = `${sample[1]}${sample[2] ?? ''}`
      assert.ok(!samples.has(key), `${key} twice`)
      samples.add(key)
    }
  }
  assert.ok(declared.has('process_cpu_seconds_total') && declared.has('nodejs_heap_size_used_bytes'))
})

test('sinks, rules and endpoints show 0 before anything happens', async () => {
  const { text } = await metrics().render()
  assert.match(text, /^sluice_sink_delivered_total\{sink="undecodable"\} 0$/m)
  assert.match(text, /^sluice_sink_dead_lettered_total\{sink="crm",stage="given_up"\} 0$/m)
  assert.match(text, /^sluice_rule_matches_total\{rule="active devices"\} 0$/m)
  assert.match(text, /^sluice_ingest_records_total\{endpoint="\/events"\} 0$/m)
  assert.match(text, /^sluice_log_ready 0$/m)
})

test('a sink has one meter, however often it is asked for', async () => {
  const all = metrics()
  all.sink('crm').taken()
  all.sink('crm').taken()
  assert.match((await all.render()).text, /^sluice_sink_taken_total\{sink="crm"\} 2$/m)
})

test('counters and gauges of one scrape are of one moment', async () => {
  const all = metrics()
  const crm = all.sink('crm')
  let inLane = 0
  const sources: MetricSources = {
    ...noSources,
    sinks: () => [
      {
        name: 'crm',
        inFlight: 0,
        concurrency: 1,
        stuckKeys: 0,
        breaker: 'closed',
        paused: false,
        holding: false,
        windowCount: inLane,
        windowBytes: 0,
        oldestUnsettled: undefined,
        alarm: false,
        tlsUnverified: false,
      },
    ],
    // Something happens as soon as the scrape lets go of the event loop.
    refresh: async () => void queueMicrotask(busy),
  }
  let turns = 0
  function busy(): void {
    crm.taken()
    inLane++
    if (++turns < 200) queueMicrotask(busy)
  }
  all.observe(sources)
  const { text } = await all.render()
  assert.match(text, /^sluice_sink_unaccounted\{sink="crm"\} 0$/m)
  const value = (name: string) => new RegExp(`^${name}\\{sink="crm"\\} (\\d+)$`, 'm').exec(text)?.[1]
  assert.equal(value('sluice_sink_taken_total'), value('sluice_sink_window_deliveries'))
})

test('a scrape shows what is known when asking for more fails', async () => {
  const all = metrics()
  all.observe({
    ...noSources,
    partitions: () => [{ topic: 'netbox.events', partition: 0, lag: 7, metadataBytes: 0 }],
    refresh: () => Promise.reject(new Error('no broker')),
  })
  assert.match((await all.render()).text, /^sluice_partition_lag_offsets\{.*\} 7$/m)
})

test('a scrape does not wait for a log that does not answer', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const all = metrics()
  all.observe({
    ...noSources,
    refresh: () => new Promise(() => {}),
  })
  const rendered = all.render()
  t.mock.timers.tick(2_000)
  assert.match((await rendered).text, /^sluice_log_ready 0$/m)
})
