import type { App } from '../app.ts'
import { loadConfig, summarize } from '../config/index.ts'
import { ConfigError, describeProblem, errorFields } from '../errors.ts'
import { checkSink } from '../sinks.ts'
import type { Logger } from '../types.ts'

/**
 * Has a running router go on by its configuration as the files have it now. Where something is wrong with them nothing
 * changes. What came of it is a log line; never rejects.
 */
export async function reload(app: Pick<App, 'reload'>, file: string, logger: Logger): Promise<void> {
  try {
    const loaded = await loadConfig(file, process.env, checkSink)
    for (const warning of loaded.warnings)
      logger.warn({ warning: describeProblem(warning) }, 'reload.warning')
    const { added, changed, removed } = await app.reload(loaded.config)
    const { fingerprint } = loaded.config
    logger.info({ fingerprint, added, changed, removed, summary: summarize(loaded).split('\n') }, 'reloaded')
  } catch (error) {
    const problems = error instanceof ConfigError ? { problems: error.problems.map(describeProblem) } : {}
    const fields = error instanceof ConfigError ? { code: error.code } : errorFields(error)
    logger.error({ ...fields, ...problems }, 'reload.refused: the router goes on as before')
  }
}
