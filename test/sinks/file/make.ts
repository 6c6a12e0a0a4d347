import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SinkContext } from '../../../src/types.ts'

/** A signal that nobody aborts. */
export const never = new AbortController().signal

/** What a sink is made with in tests. */
export const context: SinkContext = {
  name: 'archive',
  userAgent: 'Sluice/1.2.3',
  concurrency: 16,
  netboxId: 'nb-1',
}

/** An empty folder that goes when the test ends. */
export async function folder(t: { after(done: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sluice-file-secret-'))
  t.after(() => rm(path, { recursive: true, force: true }))
  return path
}

/** The file's lines without their ends; none of a file that is not there. */
export async function linesOf(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').slice(0, -1)
}

/** Lines as an output takes them. */
export function lines(...texts: readonly string[]): readonly Buffer[] {
  return texts.map(text => Buffer.from(`${text}\n`))
}

/** An error as the system makes it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: /a/secret/path`), { code })
}
