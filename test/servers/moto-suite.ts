import { after } from 'node:test'
import { leaveOut } from './left-out.ts'
import { type MotoServer, startMoto } from './moto.ts'
import { findMoto } from './moto-files.ts'

/** One moto for the tests of a file. */
export interface SharedMoto {
  /** For the `skip` of `describe` or `test`: false where there is a moto, else why not. */
  readonly skip: string | false
  /** Started when it is asked for first; ends with the file. */
  get(): Promise<MotoServer>
}

/** A moto for a suite, which is left out where there is none. To be called where the file's tests are declared. */
export function motoFor(suite: string): SharedMoto {
  const found = findMoto()
  let moto: Promise<MotoServer> | undefined
  after(async () => (await moto)?.stop())
  return {
    skip: typeof found === 'string' ? leaveOut(suite, found, 'npm run test:setup') : false,
    get: () => (moto ??= startMoto()),
  }
}
