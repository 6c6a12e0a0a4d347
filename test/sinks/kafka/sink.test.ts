/** The sink against real brokers: keys, partitions, limits, who may do what, and the example of `config/`. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import kafkajs from 'kafkajs'
import { kafkaSink } from '../../../sinks/kafka/sink.ts'
import { loadConfig } from '../../../src/config/index.ts'
import { partitionOf } from '../../../src/logs/murmur2.ts'
import { packageFolder } from '../../../src/package.ts'
import { createSinks } from '../../../src/sinks.ts'
import { arrivalOf } from '../../helpers/append-double.ts'
import { load } from '../../helpers/config-files.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { withAdmin } from '../../logs/kafka/fixtures.ts'
import { ownKafka, sharedKafka, unique } from '../../servers/kafka-suite.ts'
import { contextIn, createTopic, never, optionsOf, recordsOf, sinkFor } from './make.ts'

const shared = sharedKafka('the kafka sink')
const own = ownKafka('the kafka sink: permissions')

describe('with Kafka', { skip: shared.skip }, () => {
  test('a key keeps its partition, and its events their order', async t => {
    const brokers = await shared.brokers()
    const topic = unique('copies')
    await createTopic(brokers, topic, 4)
    const sink = await sinkFor(t, { brokers, topic })
    const sent = Array.from({ length: 60 }, (_, offset) => delivery({ offset, key: `k${offset % 10}` }))
    for (let from = 0; from < sent.length; from += 10)
      assert.ok(
        (await sink.send(sent.slice(from, from + 10), never)).every(({ kind }) => kind === 'delivered'),
      )
    const records = await recordsOf(brokers, topic)
    for (let key = 0; key < 10; key++) {
      const bytes = Buffer.from(`k${key}`)
      const of = records.filter(record => record.key?.equals(bytes))
      assert.ok(of.every(({ partition }) => partition === partitionOf(bytes, 4)))
      assert.deepEqual(
        of.map(record => arrivalOf(record).egressId),
        sent.filter(({ event }) => event.key === `k${key}`).map(({ egressId }) => egressId),
      )
    }
  })

  test('one that is larger than the topic takes is refused; those beside it are there', async t => {
    const brokers = await shared.brokers()
    const topic = unique('copies')
    await createTopic(brokers, topic)
    const sink = await sinkFor(t, { brokers, topic })
    const [one, two] = deliveries(2, 100)
    const large = delivery({ body: Buffer.alloc(1_200_000, 0x20) })
    assert.deepEqual(await sink.send([one!, large, two!], never), [
      { kind: 'delivered' },
      { kind: 'refused', class: 'too_large', reason: 'kafka: too large for the topic' },
      { kind: 'delivered' },
    ])
    const there = (await recordsOf(brokers, topic)).map(record => arrivalOf(record).egressId)
    assert.deepEqual([...new Set(there)], [one!.egressId, two!.egressId])
  })

  test('a topic that is not there: an alarm, and `check` says so; once it is made, it is delivered', async t => {
    const brokers = await shared.brokers()
    const topic = unique('copies')
    const sink = await sinkFor(t, { brokers, topic })
    await assert.rejects(sink.check!(never), { code: 'sink_unreachable', message: 'kafka: topic not found' })
    const one = delivery()
    assert.deepEqual(await sink.send([one], never), [
      { kind: 'retry', class: 'not_found', reason: 'kafka: topic not found', alarm: true },
    ])
    await createTopic(brokers, topic)
    await sink.check!(never)
    assert.deepEqual(await sink.send([one], never), [{ kind: 'delivered' }])
  })

  test('of a topic that events choose, `check` says whether somebody answers', async t => {
    const sink = await sinkFor(t, { brokers: await shared.brokers(), topic: 'copies.{{ model }}' })
    await sink.check!(never)
  })

  test('what this router reads from the same cluster is refused, where events choose it', async t => {
    const brokers = await shared.brokers()
    const { config } = await load(
      t,
      `log: { type: kafka, brokers: [${brokers.join()}] }\nsources: [{ topics: [device] }]\nsinks: { a: { type: file, stdout: true } }\nrules: []\n`,
    )
    const written = { brokers, topic: '{{ model }}' }
    const sink = await kafkaSink.create(optionsOf(written), contextIn(config, written))
    t.after(() => sink.close())
    const [outcome] = await sink.send([delivery()], never)
    assert.deepEqual([outcome!.kind, 'class' in outcome! && outcome.class], ['refused', 'config'])
  })
})

describe('with Kafka that has permissions', { skip: own.skip }, () => {
  test('the example may do what it needs, and nothing else; a wrong password says so', async t => {
    const kafka = await own.start(t, {
      users: { sluice: 'right' },
      config: {
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
      },
    })
    await createTopic(kafka.bootstrap, 'netbox.device')
    await createTopic(kafka.bootstrap, 'elsewhere')
    const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs
    const commands = readFileSync(join(packageFolder, 'config/kafka-sink/acls.sh'), 'utf8')
    const [, prefix] = /--topic (\S+) --resource-pattern-type prefixed/.exec(commands)!
    const operations = [...commands.matchAll(/--operation (\w+)/g)].map(([, name]) => name!.toUpperCase())
    assert.deepEqual(operations, ['WRITE', 'DESCRIBE'])
    await withAdmin(kafka.bootstrap, admin =>
      admin.createAcls({
        acl: operations.map(operation => ({
          resourceType: AclResourceTypes.TOPIC,
          resourceName: prefix!,
          resourcePatternType: ResourcePatternTypes.PREFIXED,
          principal: 'User:sluice',
          host: '*',
          operation: AclOperationTypes[operation as 'WRITE' | 'DESCRIBE'],
          permissionType: AclPermissionTypes.ALLOW,
        })),
      }),
    )
    const { config } = await loadConfig(join(packageFolder, 'config/kafka-sink.yaml'), {
      KAFKA_SINK_PASSWORD: 'right',
      WAREHOUSE_SECRET: 's',
    })
    const { tls: _, ...options } = config.sinks.get('warehouse')!.options
    const with_ = (changes: object) =>
      sinkFor(t, { ...options, brokers: kafka.sasl, headers: {}, ...changes } as never)
    const sink = await with_({})
    await sink.check!(never)
    assert.deepEqual(await sink.send([delivery()], never), [{ kind: 'delivered' }])
    const [record] = await recordsOf(kafka.bootstrap, 'netbox.device')
    assert.ok(record!.headers.some(({ name }) => name === 'X-Hook-Signature'))
    const denied = {
      kind: 'retry',
      class: 'permission',
      reason: 'kafka: not authorised: are the credentials right, and may they Write and Describe the topic?',
      alarm: true,
    }
    assert.deepEqual(await (await with_({ topic: 'elsewhere' })).send([delivery()], never), [denied])
    const sasl = { mechanism: 'scram-sha-512', username: 'sluice', password: 'wrong' }
    const wrong = await with_({ sasl })
    assert.deepEqual(await wrong.send([delivery()], never), [denied])
    await assert.rejects(wrong.check!(never), {
      code: 'sink_unreachable',
      message: /not authorised|cannot be reached|refused/,
    })
  })
})

test('the sinks of the example are made as they stand there, and connect to nothing', async () => {
  const { config, warnings } = await loadConfig(join(packageFolder, 'config/kafka-sink.yaml'), {
    KAFKA_SINK_PASSWORD: 'p',
    WAREHOUSE_SECRET: 's',
  })
  assert.deepEqual(warnings, [])
  const sinks = await createSinks(config)
  assert.deepEqual([...sinks.keys()], ['warehouse', 'devices'])
  for (const sink of sinks.values()) await sink.close()
})
