import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands } from '../../src/cli/program.ts'
import { version } from '../../src/package.ts'
import { cli } from '../helpers/cli.ts'

const names = commands.map(make => make(() => {}).name())

test('--help teaches: commands, first steps, exit codes', async () => {
  const { code, out } = await cli(['--help'])
  assert.equal(code, 0)
  for (const word of [...names, 'sluice demo', 'curl', 'Exit codes']) assert.ok(out.includes(word), word)
})

test('every command explains itself', async () => {
  const helps = await Promise.all(names.map(name => cli([name, '--help'])))
  for (const { code, out } of helps) {
    assert.equal(code, 0)
    assert.match(out, /^Usage: sluice /)
    assert.match(out, /\$ sluice /)
  }
})

test('--version prints the version', async () => {
  assert.deepEqual(await cli(['--version']), { code: 0, out: `${version}\n`, err: '' })
})

test('a misspelt command or option is exit code 2 and names the one that was meant', async () => {
  const [command, option, none] = await Promise.all([cli(['rum']), cli(['run', '--confg', 'x']), cli([])])
  assert.equal(command.code, 2)
  assert.match(command.err, /unknown command 'rum'[\s\S]*Did you mean run\?/)
  assert.equal(option.code, 2)
  assert.match(option.err, /unknown option '--confg'[\s\S]*Did you mean --config\?/)
  assert.equal(none.code, 2)
  assert.match(none.err, /Usage: sluice/)
})
