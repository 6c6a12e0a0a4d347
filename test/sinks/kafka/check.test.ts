import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTopic } from '../../../sinks/kafka/check.ts'
import { parseTemplate } from '../../../sinks/template.ts'
import { SluiceError } from '../../../src/errors.ts'
import { AppendDouble } from '../../helpers/append-double.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { never } from './make.ts'

function asking(log: AppendDouble, topic: string, signal = never): Promise<void> {
  const record = { topic: parseTemplate(topic), netboxId: '', headers: new Map(), signers: [] }
  return findTopic({ name: 'copy', origin: 'kafka', log, record, timeout: 1_000 }, signal)
}

/** Kafka says no: what kind of no is the cause's type. */
class Refusing extends AppendDouble {
  readonly type: string

  constructor(type: string) {
    super()
    this.type = type
  }

  override async bounds(): Promise<never> {
    const cause = Object.assign(new Error('secret-host'), { type: this.type })
    throw new SluiceError('log_refused', 'secret-host', { cause })
  }
}

const refused = { code: 'sink_unreachable', message: /^kafka: refused: .* Describe the topic\?$/ }

test('a topic that is there is found; one that is not is told', async () => {
  const log = new AppendDouble()
  await log.append('there', [{ key: null, value: delivery().body }])
  await asking(log, 'there')
  await assert.rejects(asking(log, 'gone'), { code: 'sink_unreachable', message: 'kafka: topic not found' })
})

test('of a topic that events choose it is enough that somebody answers, if only with a no', async () => {
  await asking(new AppendDouble(), '{{ model }}')
  await asking(new Refusing('TOPIC_AUTHORIZATION_FAILED'), '{{ model }}')
  await assert.rejects(asking(new Refusing('SASL_AUTHENTICATION_FAILED'), '{{ model }}'), refused)
})

test('a no to a topic of that name is told, without what Kafka said', async () => {
  await assert.rejects(asking(new Refusing('TOPIC_AUTHORIZATION_FAILED'), 'there'), refused)
})

test('nobody there, and an abort', async () => {
  const log = new AppendDouble()
  log.away = true
  await assert.rejects(asking(log, 'there'), {
    code: 'sink_unreachable',
    message: 'kafka: the log cannot be reached',
  })
  const reason = new Error('enough')
  await assert.rejects(asking(log, 'there', AbortSignal.abort(reason)), error => error === reason)
})
