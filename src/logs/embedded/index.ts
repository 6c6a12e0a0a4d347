import type { EmbeddedConfig } from '../../config/types.ts'
import { EmbeddedLog, type EmbeddedParts } from './log.ts'

/** A log in one file of a data folder, for one process. Not opened yet. */
export function embeddedLog(config: EmbeddedConfig, parts: EmbeddedParts): EmbeddedLog {
  return new EmbeddedLog(config, parts)
}
