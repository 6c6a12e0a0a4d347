import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problems } from '../../../sinks/problems.ts'
import { endpointOf } from '../../../sinks/pubsub/endpoint.ts'

type Written = { readonly endpoint?: string; readonly region?: string }

function read(written: Written, emulator?: string) {
  const problems = new Problems('analytics')
  const environment = emulator === undefined ? {} : { PUBSUB_EMULATOR_HOST: emulator }
  const { host, port, plain, origin } = endpointOf({ topic: 't', ...written }, environment, problems)
  return { endpoint: `${host}:${port} ${plain ? 'plain' : 'tls'} ${origin}`, problems: problems.found }
}

for (const [what, written, emulator, expected] of [
  ['the global one', {}, undefined, 'pubsub.googleapis.com:443 tls https://pubsub.googleapis.com'],
  [
    "a region's",
    { region: 'europe-west3' },
    undefined,
    'europe-west3-pubsub.googleapis.com:443 tls https://europe-west3-pubsub.googleapis.com',
  ],
  ['an emulator', { endpoint: 'http://localhost:8085' }, undefined, 'localhost:8085 plain http://localhost'],
  ["an emulator's default port", { endpoint: 'http://h/' }, undefined, 'h:80 plain http://h'],
  [
    'a private one',
    { endpoint: 'https://psc.p.example' },
    undefined,
    'psc.p.example:443 tls https://psc.p.example',
  ],
  ['the variable', {}, 'localhost:8432', 'localhost:8432 plain http://localhost'],
  ['the variable before a region', { region: 'us-east1' }, '[::1]:8432', '[::1]:8432 plain http://[::1]'],
  ['what is written before the variable', { endpoint: 'http://a:1' }, 'b:2', 'a:1 plain http://a'],
  ['an empty variable is none', {}, '', 'pubsub.googleapis.com:443 tls https://pubsub.googleapis.com'],
] as readonly (readonly [string, Written, string | undefined, string])[])
  test(`the endpoint: ${what}`, () => {
    assert.deepEqual(read(written, emulator), { endpoint: expected, problems: [] })
  })

for (const [what, written, emulator, expected] of [
  [
    'two of them',
    { endpoint: 'http://a:1', region: 'us-east1' },
    undefined,
    'sinks.analytics.region: stands beside',
  ],
  [
    'a path',
    { endpoint: 'http://a:1/v1' },
    undefined,
    'sinks.analytics.endpoint: more than a host and a port',
  ],
  ['a password', { endpoint: 'http://u:p@a:1' }, undefined, 'sinks.analytics.endpoint: more than a host'],
  [
    'an address with TLS',
    { endpoint: 'https://[::1]:1' },
    undefined,
    'sinks.analytics.endpoint: an IP address, and',
  ],
  ['another protocol', { endpoint: 'ftp://a' }, undefined, 'sinks.analytics.endpoint: no address'],
  ['a variable that is none', {}, '::', 'sinks.analytics.endpoint: no address (from PUBSUB_EMULATOR_HOST)'],
] as readonly (readonly [string, Written, string | undefined, string])[])
  test(`no endpoint: ${what}`, () => {
    const [problem, ...more] = read(written, emulator).problems
    assert.ok(`${problem?.path}: ${problem?.message}`.startsWith(expected), problem?.message ?? 'no problem')
    assert.deepEqual(more, [])
  })
