// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { folderWith, whole } from '../helpers/config-files.ts'

test('a good configuration is shown with its secrets masked, exit code 0', async t => {
  const yaml = whole.replace(
    'url: "https://crm.example.com/hooks"',
    'url: "https://crm.example.com/s3cr3t", headers: { Authorization: "${env:TOKEN}" }',
  )
  const cwd = folderWith(t, { 'sluice.yaml': yaml })
  const { code, out, err } = await cli(['validate'], { cwd, env: { TOKEN: 'Bearer t0ps3cret' } })
  assert.equal(code, 0, err)
  assert.match(out, /sluice\.yaml is good\n$/)
  assert.match(out, /https:\/\/crm\.example\.com/)
  assert.ok(!`${out}${err}`.includes('s3cr3t') && !`${out}${err}`.includes('t0ps3cret'))
})

test('everything that is wrong is said at once, with file and line, exit code 2', async t => {
  const yaml = `sinkz: {}\n${whole.replace('object_created', 'object_created, 5').replace('sinks: [crm]', 'sinks: [cmr]')}`
  const { code, err } = await cli(['validate', '-c', join(folderWith(t, { 'a.yaml': yaml }), 'a.yaml')])
  assert.equal(code, 2)
  assert.match(err, /a\.yaml:1 sinkz: unknown key "sinkz" .*did you mean "sinks"/)
  assert.match(err, /a\.yaml:\d+ rules\[0\]\.event_types\[1\]: found 5, expected an event type/)
  assert.match(err, /a\.yaml:\d+ rules\[0\]\.sinks\[0\]: .*"cmr".*did you mean "crm"/)
  assert.match(err, /\n3 problems in the configuration\n$/)
})

test('what only the sink can find out has its place too', async t => {
  const yaml = whole.replace('url:', 'tls: { ca: ./missing.pem }, url:')
  const { code, err } = await cli(['validate'], { cwd: folderWith(t, { 'sluice.yaml': yaml }) })
  assert.equal(code, 2)
  assert.match(err, /sluice\.yaml:\d+ sinks\.crm\.tls\.ca: cannot be read/)
})

test('a missing file, bad YAML and an unset secret are each one clear message', async t => {
  const cwd = folderWith(t, {
    'bad.yaml': 'sinks:\n\tcrm: {}\n',
    'unset.yaml': whole.replace('crm.example.com', '${env:NOT_SET_ANYWHERE}'),
  })
  const [missing, bad, unset] = await Promise.all([
    cli(['validate', '-c', 'nowhere.yaml'], { cwd }),
    cli(['validate', '-c', 'bad.yaml'], { cwd }),
    cli(['validate', '-c', 'unset.yaml'], { cwd }),
  ])
  assert.deepEqual([missing.code, bad.code, unset.code], [2, 2, 2])
  assert.match(missing.err, /^nowhere\.yaml: the configuration does not exist/)
  assert.match(bad.err, /^bad\.yaml:2: .*tab/)
  assert.match(
    unset.err,
    /unset\.yaml:\d+ sinks\.crm\.url: \$\{env:NOT_SET_ANYWHERE\}: the environment variable is not set/,
  )
  for (const { err } of [missing, bad, unset]) assert.match(err, /\n1 problem in the configuration\n$/)
})

test('what is doubtful is said beside what is wrong', async t => {
  const yaml = whole.replace('url:', 'headers: { Authorization: Bearer hunter2, TE: x }, url:')
  const { code, err } = await cli(['validate'], { cwd: folderWith(t, { 'sluice.yaml': yaml }) })
  assert.equal(code, 2)
  assert.match(
    err,
    /^warning: sluice\.yaml:3 sinks\.crm\.headers\.Authorization: a secret is written out here/,
  )
  assert.match(
    err,
    /\nsluice\.yaml:3 sinks\.crm\.headers\.TE: belongs to the connection[^\n]*\n1 problem in the configuration\n$/,
  )
  assert.doesNotMatch(err, /hunter2/)
})
