import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { starterConfig } from '../../src/config/starter.ts'
import { packageFolder } from '../../src/package.ts'
import { load } from '../helpers/config-files.ts'

test('what init writes can be run as it is, without a warning', async t => {
  for (const kind of ['embedded', 'kafka'] as const) {
    const { config, warnings } = await load(t, starterConfig(kind))
    assert.deepEqual(warnings, [])
    assert.equal(config.log.type, kind)
    assert.equal(config.rules.length, 1)
    assert.equal(config.sinks.get('receiver')!.options['url'], 'http://127.0.0.1:9000/')
  }
})

test('its commented lines can be run too', async t => {
  for (const kind of ['embedded', 'kafka'] as const) {
    const everything = starterConfig(kind).replace(/^( +)# (?=[a-z_]+: )/gm, '$1')
    const { config } = await load(t, everything, { KAFKA_PASSWORD: 'a', RECEIVER_TOKEN: 'b' })
    assert.deepEqual(config.sinks.get('receiver')!.options['headers'], { Authorization: 'Bearer b' })
    if (config.log.type === 'kafka') assert.equal(config.log.sasl?.mechanism, 'scram-sha-512')
  }
})

test('its first line leads an editor to the schema of the installed package', () => {
  const [, schema] = /^# yaml-language-server: \$schema=node_modules\/sluice\/(\S+)\n/.exec(
    starterConfig('kafka'),
  )!
  assert.ok(existsSync(join(packageFolder, schema!)))
})
