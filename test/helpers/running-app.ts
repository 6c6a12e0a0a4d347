/** The whole router in the test's own process, on the embedded log. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/index.ts'
import { createLogger } from '../../src/ops/index.ts'
import { folderWith } from './config-files.ts'
import { get, type LogLine } from './sluice-process.ts'

/** A running app and what it says. */
export interface RunningApp {
  readonly app: App
  /** Where its configuration is, and its data. */
  readonly folder: string
  readonly lines: readonly LogLine[]
  /** Posts an event to /events; gives the status. */
  post(event: object | string | Buffer): Promise<number>
  /** GET at the metrics address. */
  get(path: string): Promise<{ status: number; text: string }>
  /** Value of one sample at /metrics, such as `sluice_sink_taken_total{sink="crm"}`; undefined where there is none. */
  sample(name: string): Promise<number | undefined>
}

/** Starts a configuration; it is drained when the test ends. */
export async function runApp(t: TestContext, yaml: string, folder = folderWith(t, {})): Promise<RunningApp> {
  const lines: LogLine[] = []
  const file = join(folder, 'main.yaml')
  writeFileSync(file, yaml)
  const { config } = await loadConfig(file)
  const logger = createLogger(
    { level: 'debug', format: 'json' },
    { write: line => void lines.push(JSON.parse(line) as LogLine), close: async () => {}, dropped: 0 },
  )
  const app = await App.start(config, logger)
  t.after(() => app.drain())
  const { ingest, metrics } = app.addresses
  const at = (path: string) => get(`http://127.0.0.1:${metrics?.port}${path}`)
  return {
    app,
    folder,
    lines,
    async post(event) {
      const response = await fetch(`http://127.0.0.1:${ingest?.port}/events`, {
        method: 'POST',
        headers: { connection: 'close', 'content-type': 'application/json' },
        body: typeof event === 'string' || Buffer.isBuffer(event) ? event : JSON.stringify(event),
      })
      await response.arrayBuffer()
      return response.status
    },
    get: at,
    async sample(name) {
      const { text } = await at('/metrics')
      const line = text.split('\n').find(found => found.startsWith(`${name} `))
      return line === undefined ? undefined : Number(line.slice(name.length + 1))
    },
  }
}
