import type { TestContext } from 'node:test'
import { leaveOut } from './left-out.ts'
import { type PstestOptions, type PstestServer, startPstest } from './pstest.ts'
import { pstestMissing } from './pstest-files.ts'

/** Pub/Sub servers for one suite, each for one test. */
export interface OwnPstest {
  /** For the `skip` of `describe` or `test`: false where there is a server, else why not. */
  readonly skip: string | false
  /** Starts a server that ends with the test. */
  start(t: TestContext, options?: PstestOptions): Promise<PstestServer>
}

/** A Pub/Sub server for a suite, which is left out where there is none. To be called where the file's tests are declared. */
export function ownPstest(suite: string): OwnPstest {
  const reason = pstestMissing()
  return {
    skip: reason === undefined ? false : leaveOut(suite, reason, 'npm run test:setup'),
    async start(t, options) {
      const server = await startPstest(options)
      t.after(() => server.stop())
      return server
    },
  }
}
