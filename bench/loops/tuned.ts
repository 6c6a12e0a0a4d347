/**
 * The best loop one could write with no guarantees at all: kafkajs batches and undici's `dispatch`, 64 requests in
 * flight, raw bytes passed on, nothing retried. BROKER, TOPIC, GROUP, URL_TO from the environment.
 */
import kafkajs from 'kafkajs'
import { Pool } from 'undici'

const { BROKER = '', TOPIC = '', GROUP = '', URL_TO = '' } = process.env
const pool = new Pool(URL_TO, { connections: 64, pipelining: 1 })
const headers = ['content-type', 'application/json']
const consumer = new kafkajs.Kafka({ brokers: [BROKER], logLevel: kafkajs.logLevel.ERROR }).consumer({
  groupId: GROUP,
})
await consumer.connect()
await consumer.subscribe({ topics: [TOPIC], fromBeginning: true })
await consumer.run({
  eachBatchAutoResolve: false,
  partitionsConsumedConcurrently: 2,
  eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
    let next = 0
    const lane = async () => {
      for (let message = batch.messages[next++]; message !== undefined; message = batch.messages[next++])
        await post(message.value ?? Buffer.alloc(0))
    }
    await Promise.all(Array.from({ length: 32 }, lane))
    resolveOffset(batch.lastOffset())
    await heartbeat()
  },
})

function post(body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    pool.dispatch(
      { path: '/', method: 'POST', headers, body },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData() {},
        onResponseEnd: () => resolve(),
        onResponseError: (_, error) => reject(error),
      },
    )
  })
}
