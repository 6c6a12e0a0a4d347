import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import type { KafkaConfig, SaslConfig } from '../../../src/config/types.ts'
import { Clients, tlsOptions } from '../../../src/logs/kafka/client.ts'
import { kafkaLog } from '../../../src/logs/kafka/index.ts'
import type { Log } from '../../../src/types.ts'
import { KeptLogger } from '../../helpers/outbox.ts'
import { until } from '../../helpers/until.ts'
import { type Certificates, makeCertificates } from '../../servers/certs.ts'
import type { KafkaServer } from '../../servers/kafka.ts'
import { ownKafka, unique } from '../../servers/kafka-suite.ts'
import { follow } from '../../suites/follower.ts'
import { configFor, deadline, openLog } from './fixtures.ts'

const kafka = ownKafka('a secured Kafka')
const password = 'correct-horse-battery'
const wrong = 'wrong-staple-4711'

test('a certificate file that is not there is named', () => {
  assert.throws(() => tlsOptions({ ca: '/nowhere/ca.pem', verify: true }), {
    code: 'log_unusable',
    message: /^tls\.ca: .*\/nowhere\/ca\.pem/,
  })
})

test('a client hands out the cluster beneath its consumer', () => {
  const clients = new Clients(configFor(['127.0.0.1:1']), new KeptLogger())
  const { cluster, consumer } = clients.create('group')
  assert.equal(typeof cluster.findGroupCoordinator, 'function')
  assert.equal(typeof consumer.run, 'function')
})

describe('a secured Kafka', { skip: kafka.skip }, () => {
  test('is reached by TLS, mutual TLS, PLAIN, SCRAM and OAUTHBEARER, and only as it asks for', {
    timeout: 180_000, // a dozen connections, some refused again and again
  }, async t => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-certs-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const certificates = makeCertificates(folder)
    const server = await kafka.start(t, { certificates, users: { sluice: password } })
    const { ca, client } = certificates

    await works(t, server.tls, { tls: { ca, verify: true } })
    await works(t, server.tls, { tls: { ca, verify: true, cert: client.cert, key: client.key } })
    await works(t, server.tls, { tls: { verify: false } })
    for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512'] as const)
      await works(t, server.sasl, { sasl: { mechanism, username: 'sluice', password } })
    await works(t, server.saslTls, {
      tls: { ca, verify: true },
      sasl: { mechanism: 'scram-sha-512', username: 'sluice', password },
    })
    await works(t, server.sasl, { sasl: byCommand() })

    await refuses(t, server.tls, { tls: { verify: true } }, /certificate/i)
    await refuses(
      t,
      server.tls,
      { tls: { ca, verify: true, server_name: 'elsewhere.example' } },
      /altnames|elsewhere/i,
    )
    await refusesPasswords(t, server, certificates)
  })
})

async function refusesPasswords(t: TestContext, server: KafkaServer, { ca }: Certificates): Promise<void> {
  for (const mechanism of ['plain', 'scram-sha-512'] as const)
    await refuses(
      t,
      server.saslTls,
      { tls: { ca, verify: true }, sasl: { mechanism, username: 'sluice', password: wrong } },
      /credentials refused/,
    )
}

/** A token as the brokers take it here: unsigned, for an hour. */
function byCommand(): SaslConfig {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const now = Math.floor(Date.now() / 1_000)
  const token = `${encode({ alg: 'none' })}.${encode({ sub: 'sluice', iat: now, exp: now + 3_600 })}.`
  return {
    mechanism: 'oauthbearer',
    token_command: [process.execPath, '-e', 'process.stdout.write(process.argv[1])', token],
  }
}

async function works(t: TestContext, brokers: readonly string[], more: Partial<KafkaConfig>): Promise<void> {
  const log = await openLog(t, configFor(brokers, more))
  const topic = unique('secured')
  await log.createTopic(topic, { partitions: 1 })
  await log.append(topic, [{ key: null, value: Buffer.from('through') }])
  const follower = follow(t, log, { group: unique('g'), topics: [{ topic, start: 'earliest' }], deadline })
  assert.equal((await follower.has(1))[0]?.value?.toString(), 'through')
  await log.close()
}

/** It waits visibly, and says why; what it says holds no password. */
async function refuses(
  t: TestContext,
  brokers: readonly string[],
  more: Partial<KafkaConfig>,
  why: RegExp,
): Promise<void> {
  const logger = new KeptLogger()
  const log: Log = kafkaLog(configFor(brokers, more), { logger })
  t.after(() => log.close())
  await log.open()
  const follower = follow(t, log, { group: 'g', topics: [{ topic: 'secured', start: 'earliest' }], deadline })
  await until(() => why.test(log.status().detail), `${why}`, deadline)
  await until(() => why.test(follower.status().detail), `${why} of the cursor`, deadline)
  assert.equal(log.status().ready, false)
  assert.equal(follower.status().ready, false)
  assert.deepEqual(follower.calls, [])
  const told = JSON.stringify([logger.lines, log.status(), follower.status()])
  assert.ok(!told.includes(wrong) && !told.includes(password))
  await log.close()
}
