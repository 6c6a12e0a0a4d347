/** HTTP in, as a configuration has it. */

import type { Config } from './config/types.ts'
import { type IngestServer, type IngestServerOptions, ingestServer } from './ingest/index.ts'
import { keyOf } from './sources.ts'

/**
 * Listens where `ingest` says, and appends what comes in to the source's log; undefined where nothing is to come in.
 * Keys follow the sources as `config` has them at the time. @throws SluiceError `listen_failed`
 */
export async function ingestServerOf(
  config: () => Config,
  { log, meter, logger }: Pick<IngestServerOptions, 'log' | 'meter' | 'logger'>,
): Promise<IngestServer | undefined> {
  const { ingest, limits } = config()
  if (ingest === undefined) return undefined
  return await ingestServer({
    config: ingest,
    log,
    maxRecordBytes: limits.max_record_bytes,
    keyOf: (topic, body) => keyOf(config().sources, topic, body),
    meter,
    logger,
  })
}
