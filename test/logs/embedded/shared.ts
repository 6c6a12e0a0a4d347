/** A log of which another process holds the file; here the two are one, and messages are copied on their way. */
import type { TestContext } from 'node:test'
import type { EmbeddedConfig } from '../../../src/config/types.ts'
import { embeddedLog } from '../../../src/logs/embedded/index.ts'
import type { EmbeddedLog } from '../../../src/logs/embedded/log.ts'
import { RemoteWay } from '../../../src/logs/embedded/remote.ts'
import type { Share } from '../../../src/logs/embedded/share.ts'
import type { ToHolder } from '../../../src/logs/embedded/types.ts'
import { keepLines } from './fixtures.ts'

/** One who shares a log. */
export interface Sharer {
  readonly log: EmbeddedLog
  readonly way: RemoteWay
  readonly share: Share
  /** Kills it: its log is told nothing, and says nothing, from now on. */
  kill(): void
}

/** A log that this process holds, and so many who share it; all are closed with the test, the holder last. */
export async function openShared(
  t: TestContext,
  config: EmbeddedConfig,
  count: number,
  mayStart: () => boolean = () => true,
): Promise<{ readonly main: EmbeddedLog; readonly sharers: readonly Sharer[] }> {
  const main = embeddedLog(config, { logger: keepLines().logger })
  const sharers: Sharer[] = []
  t.after(async () => {
    for (const { log, kill } of sharers) {
      await log.close()
      kill()
    }
    await main.close()
  })
  await main.open()
  for (let i = 0; i < count; i++) sharers.push(await sharerOf(main, config, mayStart))
  return { main, sharers }
}

async function sharerOf(main: EmbeddedLog, config: EmbeddedConfig, mayStart: () => boolean): Promise<Sharer> {
  let alive = true
  const later = (work: () => void) => setImmediate(() => alive && work())
  const way: RemoteWay = new RemoteWay((message: ToHolder) => {
    const copy = structuredClone(message)
    later(() => share.receive(copy))
  }, mayStart)
  const share = main.share(message => {
    const copy = structuredClone(message)
    later(() => way.receive(copy))
  })
  const log = embeddedLog(config, { logger: keepLines().logger, way })
  await log.open()
  const kill = () => {
    alive = false
    share.close()
    way.lost()
  }
  return { log, way, share, kill }
}
