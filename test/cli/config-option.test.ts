import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configFile, configOption } from '../../src/cli/config-option.ts'
import { cli } from '../helpers/cli.ts'

test('what is given wins over the environment, and that over the default', t => {
  const before = process.env['SLUICE_CONFIG']
  t.after(() => {
    if (before === undefined) delete process.env['SLUICE_CONFIG']
    else process.env['SLUICE_CONFIG'] = before
  })
  delete process.env['SLUICE_CONFIG']
  assert.equal(configFile(undefined), 'sluice.yaml')
  process.env['SLUICE_CONFIG'] = '/etc/other.yaml'
  assert.deepEqual([configFile(undefined), configFile('mine.yaml')], ['/etc/other.yaml', 'mine.yaml'])
  process.env['SLUICE_CONFIG'] = ''
  assert.equal(configFile(undefined), 'sluice.yaml')
})

test('the option says what counts without it', () => {
  assert.match(configOption().description, /default: \$SLUICE_CONFIG, else sluice\.yaml/)
  assert.deepEqual([configOption().short, configOption().long], ['-c', '--config'])
})

test('an empty name is exit code 2', async () => {
  const { code, err } = await cli(['validate', '-c', ''])
  assert.equal(code, 2)
  assert.match(err, /'-c, --config <file>' argument '' is invalid\. expected the name of a file/)
})
