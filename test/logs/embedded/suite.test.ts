import type { EmbeddedLog } from '../../../src/logs/embedded/log.ts'
import { logSuite } from '../../suites/log.ts'
import { configFor, folderFor, openLog } from './fixtures.ts'

logSuite({
  name: 'the embedded log, as every log',
  deadline: 20_000,
  tooLarge: 64 * 2 ** 20 + 1,
  open: t => openLog(t, configFor(folderFor(t))),
  forget: (log, topic, partition, before) => (log as EmbeddedLog).trim(topic, partition, before),
})
