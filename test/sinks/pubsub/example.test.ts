/** config/pubsub-sink.yaml against Google's own fake. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { pubsubSink } from '../../../sinks/pubsub/sink.ts'
import { loadConfig } from '../../../src/config/index.ts'
import { packageFolder } from '../../../src/package.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { TOPIC } from '../../servers/pstest.ts'
import { ownPstest } from '../../servers/pstest-suite.ts'
import { never } from './make.ts'

const pstest = ownPstest("the pubsub sink's example")

describe("the pubsub sink's example", { skip: pstest.skip }, () => {
  test('does what it says, with no more than the permission of its role', async t => {
    const server = await pstest.start(t)
    const role = JSON.parse(readFileSync(join(packageFolder, 'config/pubsub-sink/role.json'), 'utf8'))
    server.control({ permissions: role.includedPermissions })
    const { config } = await loadConfig(join(packageFolder, 'config/pubsub-sink.yaml'), {
      ANALYTICS_SECRET: 's',
    })
    const { options, batch } = config.sinks.get('analytics')!
    assert.deepEqual(batch, { max_count: 100, max_bytes: 1_048_576, linger: 10 })
    const sink = await pubsubSink.create(
      { ...options, project: undefined, topic: TOPIC, region: undefined, endpoint: server.url },
      {
        name: 'analytics',
        userAgent: 'Sluice/1.2.3',
        concurrency: 16,
        template: source => ({ fixed: undefined, render: () => source.trim() }),
      },
    )
    t.after(() => sink.close())
    await sink.check!(never)
    assert.deepEqual(await sink.send([delivery({ key: 'k1' })], never), [{ kind: 'delivered' }])
    const { attributes, orderingKey } = server.requests[0]!.messages[0]!
    assert.equal(orderingKey, '9') // one of sixteen
    assert.match(attributes['X-Hook-Signature']!, /^[0-9a-f]{128}$/)
    assert.ok(attributes['site'] !== undefined)
  })
})
