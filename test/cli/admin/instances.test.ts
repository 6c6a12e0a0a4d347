import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { instancesOf, tokenOf } from '../../../src/cli/admin/instances.ts'
import { folderWith, whole } from '../../helpers/config-files.ts'

const resolve = async (host: string) => {
  if (host !== 'sluice.internal') throw new Error('not known')
  return ['10.0.0.1', 'fd00::1']
}

test('every address of a name is an instance, each once; what is an address already stays', async () => {
  const instance = [
    'http://sluice.internal:9465',
    'http://10.0.0.1:9465/',
    'http://localhost:9465',
    'https://a.example',
  ]
  assert.deepEqual(await instancesOf({ instance }, resolve), [
    'http://10.0.0.1:9465',
    'http://[fd00::1]:9465',
    'http://localhost:9465',
    'https://a.example',
  ])
})

test('what is no address is refused', async () => {
  for (const text of ['sluice:9465', 'ftp://x', 'http://user@x', ''])
    await assert.rejects(instancesOf({ instance: [text] }, resolve), { code: 'usage' }, text)
  await assert.rejects(instancesOf({ instance: ['http://other:1'] }, resolve), {
    code: 'instance_unreachable',
  })
})

test('without one, it is that of the configuration', async t => {
  const admin = 'admin: { listen: "0.0.0.0:9999", tokens: [{ name: a, token: x }] }\n'
  const folder = folderWith(t, { 'with.yaml': admin + whole, 'without.yaml': whole })
  const from = (file: string) => instancesOf({ instance: [], config: join(folder, file) })
  assert.deepEqual(await from('with.yaml'), ['http://127.0.0.1:9999'])
  await assert.rejects(from('without.yaml'), { code: 'usage', message: /no admin address/ })
})

test('the token is of the environment, or of a file', async t => {
  const folder = folderWith(t, { token: 'of-the-file\n' })
  assert.equal(await tokenOf({}, { SLUICE_ADMIN_TOKEN: 'of-the-env' }), 'of-the-env')
  assert.equal(await tokenOf({}, { SLUICE_ADMIN_TOKEN: '' }), undefined)
  assert.equal(await tokenOf({ tokenFile: join(folder, 'token') }, {}), 'of-the-file')
  await assert.rejects(tokenOf({ tokenFile: join(folder, 'none') }, {}), { code: 'usage' })
})
