/** config/mqtt-sink.yaml against mosquitto as the files beside it set it up. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { mqttSink } from '../../../sinks/mqtt/sink.ts'
import { loadConfig } from '../../../src/config/index.ts'
import { packageFolder } from '../../../src/package.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { MqttSubscriber } from '../../helpers/mqtt-subscriber.ts'
import { makeCertificates } from '../../servers/certs.ts'
import { ownMosquitto } from '../../servers/mosquitto-suite.ts'
import { never } from './make.ts'

const mosquitto = ownMosquitto("the mqtt sink's example")
const folder = mkdtempSync(join(tmpdir(), 'sluice-mqtt-'))
after(() => rmSync(folder, { recursive: true }))

const linesOf = (file: string) =>
  readFileSync(join(packageFolder, 'config/mqtt-sink', file), 'utf8').split('\n')
/** Settings of the example that a test sets itself: files, listeners, and what may stand once only. */
const own =
  /^(#|$|listener|cafile|certfile|keyfile|require_certificate|password_file|acl_file|allow_anonymous|per_listener_settings|max_inflight_messages)/

describe("the mqtt sink's example", { skip: mosquitto.skip }, () => {
  test('may do what it needs, and nothing else', async t => {
    const certificates = makeCertificates(folder)
    const { ca, client } = certificates
    const broker = await mosquitto.start(t, {
      users: { sluice: 'p', edge: 'e' },
      acl: linesOf('acl'),
      config: linesOf('mosquitto.conf').filter(line => !own.test(line)),
      certificates,
    })
    const subscriber = await MqttSubscriber.start(t, broker.url, { username: 'edge', password: 'e' })
    const { config } = await loadConfig(join(packageFolder, 'config/mqtt-sink.yaml'), {
      MQTT_PASSWORD: 'p',
      EDGE_SECRET: 's',
    })
    const { options } = config.sinks.get('edge')!
    const tls = { ca, cert: client.cert, key: client.key, server_name: 'localhost' }
    const make = async (changes: object) => {
      const context = {
        name: 'edge',
        userAgent: 'Sluice/1.2.3',
        concurrency: 16,
        template: (source: string) => ({ fixed: undefined, render: () => source.trim() }),
      }
      const urls = [broker.tlsUrl, broker.tlsWebSocketUrl]
      const sink = await mqttSink.create({ ...options, urls, tls, ...changes }, context)
      t.after(() => sink.close())
      return sink
    }
    const sink = await make({})
    await sink.check!(never)
    const one = delivery()
    assert.deepEqual(await sink.send([one], never), [{ kind: 'delivered' }])
    await sink.close()
    const got = await subscriber.until(2)
    assert.deepEqual(
      got.slice(0, 2).map(({ topic, payload }) => [topic, String(payload)]),
      [
        ['sluice/edge/status', 'online'],
        ['netbox/dcim.device/object_updated', String(one.body)],
      ],
    )
    assert.match(String(got[1]!.properties?.userProperties?.['X-Hook-Signature']), /^[0-9a-f]{128}$/)
    const [outcome] = await (await make({ topic: 'elsewhere' })).send([one], never)
    assert.equal(outcome!.status, 0x87)
  })
})
