/** Configurations in a folder of their own, for tests of what loading them says. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Loaded, loadConfig } from '../../src/config/index.ts'
import { ConfigError, describeProblem, type Problem } from '../../src/errors.ts'

/** Files by their path below the folder. */
export type Files = { readonly [path: string]: string | Buffer }

/** A sink and a rule that are right, for configurations about something else. */
export const sinkAndRule = `
sinks:
  crm: { type: http, url: "https://crm.example.com/hooks" }
rules:
  - { name: devices, object_types: [dcim.device], event_types: [object_created], sinks: [crm] }
`

/** The smallest configuration that has everything. */
export const whole = `ingest: { listen: 127.0.0.1:8080 }${sinkAndRule}`

/** Writes files that only their owner can read; gives their folder, which goes when the test ends. */
export function folderWith(t: TestContext, files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-config-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
    chmodSync(join(folder, path), 0o600)
  }
  return folder
}

/** Loads `main.yaml` of some files. A text alone is that file. */
export async function load(
  t: TestContext,
  files: Files | string,
  env: NodeJS.ProcessEnv = {},
): Promise<Loaded> {
  const folder = folderWith(t, typeof files === 'string' ? { 'main.yaml': files } : files)
  return loadConfig(join(folder, 'main.yaml'), env)
}

/** What is wrong with some files; fails where nothing is. Paths are relative to their folder. */
export async function problemsOf(
  t: TestContext,
  files: Files | string,
  env: NodeJS.ProcessEnv = {},
): Promise<readonly Problem[]> {
  const folder = folderWith(t, typeof files === 'string' ? { 'main.yaml': files } : files)
  try {
    await loadConfig(join(folder, 'main.yaml'), env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(problem => ({
      ...problem,
      file: problem.file.replace(`${folder}/`, ''),
      message: problem.message.replaceAll(`${folder}/`, ''),
    }))
  }
  throw new Error('nothing was found wrong')
}

/** The same as lines: `main.yaml:3 sinks.crm.url: … (…)`. */
export async function linesOf(
  t: TestContext,
  files: Files | string,
  env: NodeJS.ProcessEnv = {},
): Promise<readonly string[]> {
  return (await problemsOf(t, files, env)).map(describeProblem)
}

/** What is doubtful about some files, as lines without their folder. */
export async function warningsOf(
  t: TestContext,
  files: Files | string,
  env: NodeJS.ProcessEnv = {},
): Promise<readonly string[]> {
  const { warnings } = await load(t, files, env)
  return warnings.map(warning => describeProblem({ ...warning, file: warning.file.replace(/.*\//, '') }))
}
