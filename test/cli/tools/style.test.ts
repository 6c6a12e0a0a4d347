import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../../servers/cache.ts'

const module = JSON.stringify(join(ROOT, 'src/cli/tools/style.ts'))

function paint(env: Record<string, string>): string {
  const { NO_COLOR: _, FORCE_COLOR: __, NODE_DISABLE_COLORS: ___, ...rest } = process.env
  const program = `import { styled } from ${module}\nprocess.stdout.write(styled('good', 'yes'))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { ...rest, ...env },
  })
  return stdout
}

test('there is no colour where standard output is no terminal, unless FORCE_COLOR asks for it', () => {
  assert.equal(paint({}), 'yes')
  assert.equal(paint({ FORCE_COLOR: '1' }), '\u001b[32myes\u001b[39m')
  assert.equal(paint({ FORCE_COLOR: '0' }), 'yes')
  assert.equal(paint({ NO_COLOR: '1', TERM: 'xterm-256color' }), 'yes')
})
