import { type ArtemisServer, startArtemis } from './artemis.ts'
import { artemisMissing } from './artemis-files.ts'
import { leaveOut } from './left-out.ts'

/** One Artemis for the tests of one `describe`, which stops it: `after(() => artemis.stop())`. */
export interface SharedArtemis {
  /** For the `skip` of `describe` or `test`: false where there is an Artemis, else why not. */
  readonly skip: string | false
  /** Started when it is asked for first. */
  get(): Promise<ArtemisServer>
  /** Ends it, where it was started. */
  stop(): Promise<void>
}

/** An Artemis for a suite, which is left out where there is none. To be called where the file's tests are declared. */
export function artemisFor(suite: string): SharedArtemis {
  const reason = artemisMissing()
  let artemis: Promise<ArtemisServer> | undefined
  return {
    skip: reason === undefined ? false : leaveOut(suite, reason, 'npm run test:setup'),
    get: () => (artemis ??= startArtemis()),
    stop: async () => (await artemis)?.stop(),
  }
}
