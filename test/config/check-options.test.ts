// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { type CheckSink, loadConfig } from '../../src/config/index.ts'
import type { SinkConfig } from '../../src/config/types.ts'
import { ConfigError, describeProblem } from '../../src/errors.ts'
import { checkSink } from '../../src/sinks.ts'
import { type Files, folderWith } from '../helpers/config-files.ts'

type Context = Parameters<typeof folderWith>[0]

/** Problems and warnings, as lines. */
async function said(t: Context, files: Files, check: CheckSink = checkSink): Promise<readonly string[]> {
  const folder = folderWith(t, files)
  const lines = (problems: ConfigError['problems']) =>
    problems.map(problem => describeProblem(problem).replaceAll(`${folder}/`, ''))
  try {
    await loadConfig(join(folder, 'main.yaml'), {}, check)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [...lines(error.problems), ...lines(error.warnings).map(line => `warning: ${line}`)]
  }
  return []
}

test("a type's own checks run beside everything else that is wrong, and warnings are said too", async t => {
  const lines = await said(t, {
    'main.yaml': `include: [more.yaml]
ingest: { listen: 8080 }
sinks:
  user: { type: http, url: "https://me:hunter2@crm.example.com/", auth: { type: basic, username: u } }
  wrong: { type: http, url: "https://me:hunter2@crm.example.com/", tiemout: 1s }
  unset: { type: http, url: "https://me:\${env:NOT_SET}@crm.example.com/" }
  headers: { type: http, url: "https://x/", headers: { Connection: close, Sluice-Egress-Id: x, Authorization: hunter2 } }
rules:
  - { name: a, object_types: [dcim.device], event_types: [updated], sinks: [user, wrong, unset, nobody] }
`,
    'more.yaml': 'sinks:\n  tls:\n    type: http\n    url: https://x/\n    tls: { ca: missing.pem }\n',
  })
  const places = lines.map(line => line.slice(0, line.indexOf(': ', 'warning: '.length)))
  assert.deepEqual(places, [
    'main.yaml:2 ingest.listen',
    'main.yaml:4 sinks.user.url',
    'main.yaml:5 sinks.wrong.tiemout',
    'main.yaml:6 sinks.unset.url',
    'main.yaml:7 sinks.headers.headers.Connection',
    'main.yaml:7 sinks.headers.headers.Sluice-Egress-Id',
    'main.yaml:9 rules[0].sinks[3]',
    'more.yaml:5 sinks.tls.tls.ca',
    'warning: main.yaml:7 sinks.headers.headers.Authorization',
    'warning: main.yaml:7 sinks.headers',
    'warning: main.yaml:9 rules[0].event_types[0]',
    'warning: more.yaml:2 sinks.tls',
  ])
  assert.doesNotMatch(lines.join('\n'), /hunter2/)
})

test('a type sees options as the sink will: units as numbers, paths from the folder of their file', async t => {
  const seen: SinkConfig[] = []
  await said(
    t,
    {
      'main.yaml': 'include: [sub/a.yaml]\ningest: { listen: 8080 }\n',
      'sub/a.yaml':
        'sinks:\n  my.own: { type: http, url: "https://x/", timeout: 3s, tls: { ca: ca.pem }, retry: { max_elapsed: 0s } }\n',
    },
    async sink => {
      seen.push(sink)
      return []
    },
  )
  const [{ name, options, retry, concurrency }] = seen as [SinkConfig]
  assert.deepEqual(
    [name, options['timeout'], retry.max_elapsed, concurrency],
    ['my.own', 3_000, Number.POSITIVE_INFINITY, 16],
  )
  assert.match((options['tls'] as { ca: string }).ca, /\/sub\/ca\.pem$/)
})

test('a defect of a check is not taken for a problem', async t => {
  const broken = said(t, { 'main.yaml': 'sinks: { a: { type: http, url: "https://x/" } }' }, async () => {
    throw new TypeError('broken')
  })
  await assert.rejects(broken, TypeError)
})

test('a template that is only doubtful is a warning, with where it stands', async t => {
  const yaml = `ingest: { listen: 127.0.0.1:8080 }
sinks:
  crm:
    type: http
    url: http://127.0.0.1:1/
    headers:
      X-Site: "{% if data %}{{ data.site | uper }}{% endif %}"
    body: "{{ data.name if data else data | nosuch }}"
rules: []
`
  const { warnings } = await loadConfig(
    join(folderWith(t, { 'main.yaml': yaml }), 'main.yaml'),
    {},
    checkSink,
  )
  assert.deepEqual(
    warnings.slice(-2).map(({ line, path, message, hint }) => [line, path, message, hint]),
    [
      [
        7,
        'sinks.crm.headers.X-Site',
        "line 1, column 29: no filter named 'uper'; an error where it is reached",
        'did you mean "upper"?',
      ],
      [8, 'sinks.crm.body', "line 1, column 34: no filter named 'nosuch'; an error where it is reached", ''],
    ],
  )
})

test('an address that NetBox would store, and that cannot be one, is a warning', async t => {
  const yaml = `ingest: { listen: 127.0.0.1:8080 }
sinks:
  crm: { type: http, url: "http://crm.example.com:99999/hooks?token=hunter2" }
rules: []
`
  const { warnings } = await loadConfig(
    join(folderWith(t, { 'main.yaml': yaml }), 'main.yaml'),
    {},
    checkSink,
  )
  const warning = warnings.find(({ path }) => path === 'sinks.crm.url')
  assert.deepEqual([warning?.line, warning?.hint], [3, 'each request will fail'])
  assert.match(warning?.message ?? '', /^no address /)
})

test('what the types of brokers find doubtful is said when the configuration is loaded, with its place', async t => {
  const lines = await said(t, {
    'main.yaml': `ingest: { endpoints: { /x: { topic: a b } } }
sinks:
  sns:
    type: sns
    topic_arn: arn:aws:sns:eu-central-1:123456789012:netbox
    bodies: { sms: a line }
  pubsub: { type: pubsub, project: p, topic: netbox, ordering: true }
rules: []
`,
  })
  const warnings = lines.filter(line => line.startsWith('warning: '))
  assert.match(warnings.join('\n'), /main\.yaml:6 sinks\.sns\.bodies: SNS leaves out the attributes/)
  assert.match(warnings.join('\n'), /main\.yaml:7 sinks\.pubsub\.ordering: without `region`/)
})
