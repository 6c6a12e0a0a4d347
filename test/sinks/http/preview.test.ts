import assert from 'node:assert/strict'
import { test } from 'node:test'
import { httpSink } from '../../../sinks/http/sink.ts'
import type { Preview } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { type MadeOptions, sinkContext } from './make.ts'

async function preview(options: MadeOptions & { url?: string }): Promise<Preview> {
  const sink = await httpSink.create(
    { type: 'http', url: 'https://crm.example/hook', ...options },
    sinkContext,
  )
  try {
    return sink.preview!(delivery({ body: Buffer.from('{}') }))
  } finally {
    await sink.close()
  }
}

test('a request is shown as it would be sent, credentials marked', async () => {
  const { target, fields, body } = await preview({
    url: 'https://user:hunter2@crm.example/hooks/{{ type }}?room=a&token=hunter2'.replace(
      'user:hunter2@',
      '',
    ),
    method: 'PUT',
    headers: { 'X-Api-Key': 'hunter2', 'X-Plain': 'p' },
    auth: { type: 'header', name: 'X-Who', value: 'hunter2' },
    signatures: [{ scheme: 'netbox', secrets: ['s'] }],
  })
  assert.equal(target, 'PUT https://crm.example/hooks/object_updated?room=a&token=…')
  assert.equal(body.toString(), '{}')
  const secrets = fields.filter(({ secret }) => secret).map(({ name }) => name)
  assert.deepEqual(secrets, ['X-Api-Key', 'X-Who'])
  assert.match(fields.find(({ name }) => name === 'X-Hook-Signature')!.value, /^[0-9a-f]{128}$/)
  assert.ok(fields.some(({ name, value }) => name === 'X-Plain' && value === 'p'))
})

test('a token that would have to be asked for is only spoken of', async () => {
  const { fields } = await preview({
    auth: {
      type: 'oauth2',
      token_url: 'https://id.example/secret-path',
      client_id: 'i',
      client_secret: 'hunter2',
    },
  })
  assert.deepEqual(fields.at(-1), {
    name: 'Authorization',
    value: 'Bearer (a token from https://id.example)',
    secret: false,
  })
})
