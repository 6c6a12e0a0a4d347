import { sharedKafka } from '../../servers/kafka-suite.ts'
import { logSuite } from '../../suites/log.ts'
import { configFor, deadline, openLog, withAdmin } from './fixtures.ts'

const kafka = sharedKafka('the Kafka log')

logSuite({
  name: 'the Kafka log',
  skip: kafka.skip,
  deadline,
  tooLarge: 1_100_000, // `message.max.bytes` is 1,048,588
  open: async t => openLog(t, configFor(await kafka.brokers())),
  forget: async (_log, topic, partition, before) => {
    const partitions = [{ partition, offset: String(before) }]
    await withAdmin(await kafka.brokers(), async admin => {
      await admin.fetchTopicOffsets(topic) // loads what the deletion needs to know
      await admin.deleteTopicRecords({ topic, partitions })
    })
  },
})
