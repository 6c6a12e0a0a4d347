import type { TestContext } from 'node:test'
import { leaveOut } from './left-out.ts'
import { type MosquittoOptions, type MosquittoServer, startMosquitto } from './mosquitto.ts'
import { mosquittoMissing } from './mosquitto-files.ts'

/** Brokers for one suite, each for one test. */
export interface OwnMosquitto {
  /** For the `skip` of `describe` or `test`: false where there is a mosquitto, else why not. */
  readonly skip: string | false
  /** Starts a broker that ends with the test. */
  start(t: TestContext, options?: MosquittoOptions): Promise<MosquittoServer>
}

/** A mosquitto for a suite, which is left out where there is none. To be called where the file's tests are declared. */
export function ownMosquitto(suite: string): OwnMosquitto {
  const reason = mosquittoMissing()
  return {
    skip: reason === undefined ? false : leaveOut(suite, reason, 'npm run test:setup'),
    async start(t, options) {
      const broker = await startMosquitto(options)
      t.after(() => broker.stop())
      return broker
    },
  }
}
