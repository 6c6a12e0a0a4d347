import type { Changes } from '../config/index.ts'
import type { Config } from '../config/types.ts'
import { SluiceError } from '../errors.ts'
import { reloadChanges } from '../reload.ts'
import type { WorkerProcess } from './process.ts'
import type { Slot } from './slot.ts'

// Reading certificates and making adapters; then up to five seconds for what is under way.
const patience = 30_000

/**
 * Has every worker go on by another configuration, or none. First each one is asked whether it could, and one that
 * cannot refuses for all. Then `decide` makes it the configuration of every worker to come, and the others go over to
 * it; one that does not is replaced.
 * @throws SluiceError `reload_refused`, and what a worker said.
 */
export async function reloadAll(
  before: Config,
  after: Config,
  slots: readonly Pick<Slot, 'process' | 'replace'>[],
  decide: () => void,
): Promise<Changes> {
  const changes = reloadChanges(before, after)
  const prepared = new Set<WorkerProcess>()
  const refusals: Error[] = []
  await Promise.all(
    slots.map(async ({ process }) => {
      if (process?.isRunning !== true) return
      try {
        await process.ask('prepare', after, patience)
        prepared.add(process)
      } catch (error) {
        // Who is gone, or says nothing, has not refused.
        if (!isLost(error)) refusals.push(error as Error)
      }
    }),
  )
  try {
    if (refusals[0] !== undefined) throw refusals[0]
    decide()
  } catch (error) {
    await Promise.all(
      [...prepared].map(process => process.ask('discard', undefined, patience).catch(() => {})),
    )
    throw error
  }
  await Promise.all(
    slots.map(async slot => {
      const { process } = slot
      if (process === undefined) return
      const applied = prepared.has(process)
        ? await process.ask('apply', undefined, patience).then(
            () => true,
            () => false,
          )
        : false
      if (!applied) slot.replace(process)
    }),
  )
  return changes
}

function isLost(error: unknown): boolean {
  return error instanceof SluiceError && ['worker_gone', 'worker_silent'].includes(error.code)
}
