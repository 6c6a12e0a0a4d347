import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { verdict } from '../../src/cli/verdict.ts'
import { ConfigError } from '../../src/errors.ts'
import { folderWith, whole } from '../helpers/config-files.ts'

test('a good configuration is summed up', async t => {
  const file = join(folderWith(t, { 'a.yaml': whole }), 'a.yaml')
  assert.match(await verdict(file), /sink crm +http https:\/\/crm\.example\.com\n[\s\S]*a\.yaml is good\n$/)
})

test('what only making the sinks finds out counts as wrong configuration', async t => {
  const yaml = whole.replace('url:', 'tls: { ca: ./missing.pem }, url:')
  const file = join(folderWith(t, { 'a.yaml': yaml }), 'a.yaml')
  await assert.rejects(verdict(file), ConfigError)
})
