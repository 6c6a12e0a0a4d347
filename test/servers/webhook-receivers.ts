import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { ChildServer } from './child-server.ts'
import { leaveOut } from './left-out.ts'
import { findMoto } from './moto-files.ts'
import { freePorts } from './ports.ts'

/** Flask with the receivers of webhook-receivers.py. */
export interface Receivers {
  readonly origin: string
  /** What they took, in order: `netbox`, `netdata`, … and the body. */
  took(): readonly { readonly receiver: string; readonly body: unknown }[]
}

const found = findMoto() // which is built on Flask, and brings it along

/** For the `skip` of a test: false where Flask is there, else why not. To be called where the tests are declared. */
export function receiversMissing(suite: string): string | false {
  return typeof found === 'string' ? leaveOut(suite, 'Flask is not set up', 'npm run test:setup') : false
}

/** Starts them; they end with the test. */
export async function startReceivers(t: TestContext): Promise<Receivers> {
  if (typeof found === 'string') throw new Error(found)
  const server = new ChildServer('flask')
  t.after(() => server.stop())
  const [port] = (await freePorts(1)) as [number]
  const script = join(import.meta.dirname, 'webhook-receivers.py')
  const env = { PATH: process.env['PATH'], HOME: server.folder, PYTHONPATH: found.folder }
  await server.start(found.python, ['-s', script, String(port)], env, port)
  return {
    origin: `http://127.0.0.1:${port}`,
    took: () =>
      [...server.log.matchAll(/^TOOK (\w+) (.*)$/gm)].map(([, receiver = '', body = '']) => ({
        receiver,
        body: JSON.parse(body) as unknown,
      })),
  }
}
