import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { createMetrics } from '../../src/ops/metrics.ts'

interface Alert {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string }
}

const folder = join(import.meta.dirname, '../../config/prometheus')
const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'))
const { groups } = read('alerts.yml') as {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Alert[] }[]
}
const alerts = groups.flatMap(({ rules }) => rules)

/** Labels of each of our metrics, by the names under which samples appear. */
function labelsOf(): Map<string, readonly string[]> {
  const { registry } = createMetrics({
    version: '1.2.3',
    sinks: [],
    rules: [],
    endpoints: [],
    logLinesDropped: () => 0,
  })
  const families = registry.getMetricsAsArray() as unknown as readonly {
    readonly name: string
    readonly labelNames: readonly string[]
  }[]
  return new Map(families.map(({ name, labelNames }) => [name, [...labelNames, 'instance', 'job']]))
}

test('alerts use metrics and labels that exist', () => {
  const known = labelsOf().set('up', ['instance', 'job'])
  assert.ok(alerts.length > 10)
  for (const { alert, expr, annotations } of alerts) {
    const used = [...expr.matchAll(/\b(sluice_\w+|up)\b(?:\{(\w+)=)?/g)]
    assert.ok(used.length > 0, alert)
    const labels = new Set<string>()
    for (const [, name, label] of used) {
      const has = known.get(name!)
      assert.ok(has !== undefined, `${alert}: no metric ${name}`)
      if (label !== undefined) assert.ok(has.includes(label), `${alert}: ${name} has no label ${label}`)
      for (const each of has) labels.add(each)
    }
    const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names]) => names!.split(', '))
    for (const name of grouped) assert.ok(labels.has(name), `${alert}: by (${name})`)
    const kept = grouped.length === 0 ? labels : new Set(grouped)
    for (const text of Object.values(annotations)) {
      for (const [, name] of text.matchAll(/\$labels\.(\w+)/g))
        assert.ok(kept.has(name!), `${alert}: ${name}`)
    }
  }
})

test('each alert says what is wrong, what to do and how bad it is, under a name of its own', () => {
  assert.equal(new Set(alerts.map(({ alert }) => alert)).size, alerts.length)
  for (const { alert, for: wait, labels, annotations } of alerts) {
    assert.match(alert, /^Sluice[A-Z][A-Za-z]+$/)
    assert.match(labels.severity, /^(critical|warning)$/)
    if (wait !== undefined) assert.match(wait, /^\d+m$/)
    assert.ok(annotations.summary.length > 20, alert)
    assert.match(annotations.description, /\.$/)
  }
})

test('counters are looked at by increase, gauges as they are', () => {
  for (const { alert, expr } of alerts) {
    for (const [, before, name] of expr.matchAll(/(\w*)\(?\b(sluice_\w+)/g)) {
      if (name!.endsWith('_total')) assert.equal(before, 'increase', `${alert}: ${name}`)
      else assert.notEqual(before, 'increase', `${alert}: ${name}`)
    }
  }
})

test('the scrape configuration names the alert rules', () => {
  const config = read('prometheus.yml') as {
    readonly rule_files: readonly string[]
    readonly scrape_configs: readonly { readonly job_name: string }[]
  }
  assert.deepEqual(config.rule_files, ['alerts.yml'])
  assert.deepEqual(
    config.scrape_configs.map(({ job_name }) => job_name),
    ['sluice'],
  )
})
