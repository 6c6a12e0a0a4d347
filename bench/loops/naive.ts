/** What people write by hand: kafkajs and fetch, one event at a time. BROKER, TOPIC, GROUP, URL_TO from the environment. */
import kafkajs from 'kafkajs'

const { BROKER = '', TOPIC = '', GROUP = '', URL_TO = '' } = process.env
const consumer = new kafkajs.Kafka({ brokers: [BROKER], logLevel: kafkajs.logLevel.ERROR }).consumer({
  groupId: GROUP,
})
await consumer.connect()
await consumer.subscribe({ topics: [TOPIC], fromBeginning: true })
await consumer.run({
  eachMessage: async ({ message }) => {
    const event = JSON.parse(message.value?.toString() ?? '')
    const response = await fetch(URL_TO, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    })
    if (!response.ok) throw new Error(`answered ${response.status}`)
  },
})
