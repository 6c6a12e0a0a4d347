import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { type RenderOptions, render } from '../../../src/cli/render/render.ts'
import { folderWith } from '../../helpers/config-files.ts'

const config = `
log: { type: embedded, path: ./data }
ingest: { listen: 127.0.0.1:0 }
sinks:
  crm:
    type: http
    url: https://crm.example/hooks/{{ object_type }}
    headers: { Authorization: "Bearer hunter2", X-Name: "{{ data.name | header_safe }}" }
    body: '{"text": {{ data.name | tojson }}, "team": {{ data.team | tojson }}}'
  other: { type: http, url: "https://other.example/", shape: netbox }
rules:
  - name: all
    object_types: ["*"]
    event_types: [object_created]
    action_data: { team: noc }
    sinks: [crm]
`
const event = '{"event": "created", "object_type": "dcim.site", "data": {"id": 1, "name": "a\\nb"}}'

type Context = Parameters<typeof folderWith>[0]

async function rendered(t: Context, options: Partial<RenderOptions>, message = event): Promise<string> {
  const folder = folderWith(t, { 'sluice.yaml': config, 'event.json': message })
  const all = { sink: 'crm', event: join(folder, 'event.json'), header: [], ...options }
  return render(join(folder, 'sluice.yaml'), all)
}

test('address, headers and body are as they would be sent, with the action data of its rules', async t => {
  const text = await rendered(t, {})
  assert.match(text, /^POST https:\/\/crm\.example\/hooks\/dcim\.site\n/)
  assert.match(text, /\nX-Name: ab\n/)
  assert.match(text, /\n\n\{"text": "a\\nb", "team": "noc"\}\n$/)
  assert.match(text, /\nAuthorization: \(a credential; --reveal shows it\)\n/)
  assert.doesNotMatch(text, /hunter2/)
})

test('credentials are shown where that is asked for', async t => {
  assert.match(await rendered(t, { reveal: true }), /\nAuthorization: Bearer hunter2\n/)
})

test('a sink that no rule names is rendered all the same', async t => {
  assert.match(
    await rendered(t, { sink: 'other' }),
    /\n\n\{"event": "created", "object_type": "dcim\.site", /,
  )
})

test('what cannot be rendered says why', async t => {
  await assert.rejects(rendered(t, { sink: 'cmr' }), { code: 'usage', hint: 'did you mean "crm"?' })
  await assert.rejects(rendered(t, {}, '{"event":'), {
    code: 'render_failed',
    message: /^the message is no event: /,
  })
  await assert.rejects(rendered(t, {}, '{"event": "created", "object_type": "dcim.site", "data": null}'), {
    code: 'render_failed',
    message: /^sink crm: .*line 1, column/,
  })
})
