import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import { adminHelp, withInstances } from '../../../src/cli/admin/options.ts'

test('instances are named as often as there are', () => {
  const command = withInstances(new Command('x')).exitOverride()
  command.parse(['-i', 'http://a', '--instance', 'http://b', '--json'], { from: 'user' })
  assert.deepEqual(command.opts(), { instance: ['http://a', 'http://b'], json: true })
  assert.match(adminHelp, /SLUICE_ADMIN_TOKEN/)
})
