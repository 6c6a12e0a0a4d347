import { after } from 'node:test'
import { type ArtemisServer, startArtemis } from './artemis.ts'
import { artemisMissing } from './artemis-files.ts'
import { leaveOut } from './left-out.ts'

/** One Artemis for the tests of a file. */
export interface SharedArtemis {
  /** For the `skip` of `describe` or `test`: false where there is an Artemis, else why not. */
  readonly skip: string | false
  /** Started when it is asked for first; ends with the file. */
  get(): Promise<ArtemisServer>
}

/** An Artemis for a suite, which is left out where there is none. To be called where the file's tests are declared. */
export function artemisFor(suite: string): SharedArtemis {
  const reason = artemisMissing()
  let artemis: Promise<ArtemisServer> | undefined
  after(async () => (await artemis)?.stop())
  return {
    skip: reason === undefined ? false : leaveOut(suite, reason, 'npm run test:setup'),
    get: () => (artemis ??= startArtemis()),
  }
}
