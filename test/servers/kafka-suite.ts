import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { type KafkaOptions, type KafkaServer, startKafka } from './kafka.ts'
import { kafkaMissing } from './kafka-files.ts'
import { leaveOut } from './left-out.ts'
import { askShared } from './shared.ts'

/** Brokers that all test files of a run share: topics and groups need names of their own, see `unique`. */
export interface SharedKafka {
  /** For the `skip` of `describe` or `test`: false where there is a Kafka, else why not. */
  readonly skip: string | false
  /** `host:port`; starts a broker at first use where nobody has. It is never stopped by a test. */
  brokers(): Promise<readonly string[]>
}

/** Brokers that one test has to itself, to kill or to secure. */
export interface OwnKafka {
  readonly skip: string | false
  /** Starts brokers that end with the test. */
  start(t: TestContext, options?: KafkaOptions): Promise<KafkaServer>
}

const SETUP = 'npm run test:setup'

let started: Promise<readonly string[]> | undefined

/**
 * A Kafka for a suite: that of `KAFKA_BROKERS`, else the one of this run, else one for this process; where there can be
 * none the suite is left out. To be called where the file's tests are declared:
 *
 *     const kafka = sharedKafka('the Kafka log')
 *     describe('the Kafka log', { skip: kafka.skip }, () => { … await kafka.brokers() … })
 */
export function sharedKafka(suite: string): SharedKafka {
  const given = process.env['KAFKA_BROKERS']
  if (given !== undefined && given !== '') {
    const brokers = given.split(',').map(broker => broker.trim())
    return { skip: false, brokers: () => Promise.resolve(brokers) }
  }
  return {
    skip: missing(suite, `${SETUP}, or KAFKA_BROKERS=host:9092 npm test`),
    brokers: () => (started ??= begin()),
  }
}

/** Brokers of its own for a suite that kills or secures them: never those of `KAFKA_BROKERS`. Used as `sharedKafka`. */
export function ownKafka(suite: string): OwnKafka {
  return {
    skip: missing(suite, SETUP),
    async start(t, options) {
      const kafka = await startKafka(options)
      t.after(() => kafka.stop())
      return kafka
    },
  }
}

/** A name that no other test and no other run uses: `orders-3f9c02ab81de`. */
export function unique(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`
}

async function begin(): Promise<readonly string[]> {
  return (await askShared('kafka')) ?? (await startKafka()).bootstrap
}

function missing(suite: string, command: string): string | false {
  const reason = kafkaMissing()
  return reason === undefined ? false : leaveOut(suite, reason, command)
}
