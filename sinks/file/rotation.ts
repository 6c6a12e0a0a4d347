import { rename, rm } from 'node:fs/promises'

/** Makes room for a new file: `path` becomes `path.1`, that `path.2`, and what would be beyond `keep` is deleted. */
export async function rotate(path: string, keep: number): Promise<void> {
  if (keep === 0) return await rm(path, { force: true })
  for (let number = keep; number > 1; number--) await moved(`${path}.${number - 1}`, `${path}.${number}`)
  await moved(path, `${path}.1`)
}

/** What is not there need not be moved: a rotation that was broken off leaves a gap. */
async function moved(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
