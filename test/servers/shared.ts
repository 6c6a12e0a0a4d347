import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startKafka } from './kafka.ts'
import { HOST } from './ports.ts'

/** Where a run's test files ask for its shared servers; set by test/run.ts. */
const SHARED_URL = 'SLUICE_TEST_SERVERS'

/** A server that a run starts at most once: its addresses, and how it ends. */
interface Running {
  readonly addresses: readonly string[]
  stop(): Promise<void>
}

/** What can be shared; each is started when the first test asks for it. */
const STARTERS: Readonly<Record<string, () => Promise<Running>>> = {
  async kafka() {
    const kafka = await startKafka({ heap: '256m' })
    return { addresses: kafka.bootstrap, stop: () => kafka.stop() }
  },
}

/** Servers shared by the test files of a run. */
export interface SharedServers {
  /** Names of those that were started. */
  readonly started: readonly string[]
  /** Ends them. */
  stop(): Promise<void>
}

/** Offers the shared servers to the processes that this one starts from now on. */
export async function offerShared(): Promise<SharedServers> {
  const running = new Map<string, Promise<Running>>()
  const server = createServer(async (request, response) => {
    const name = (request.url ?? '').slice(1)
    const start = STARTERS[name]
    if (start === undefined) return void response.writeHead(404).end(`no shared server "${name}"`)
    try {
      if (!running.has(name)) running.set(name, start())
      response.end(JSON.stringify((await running.get(name))?.addresses))
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  await listen(server)
  process.env[SHARED_URL] = `http://${HOST}:${(server.address() as AddressInfo).port}`
  return {
    get started() {
      return [...running.keys()]
    },
    async stop() {
      server.close()
      server.closeAllConnections()
      await Promise.allSettled([...running.values()].map(async one => (await one).stop()))
    },
  }
}

/** Addresses of a server shared by this run; undefined where this process is not part of one. @throws Error where it does not start. */
export function askShared(name: string): Promise<string[] | undefined> {
  const url = process.env[SHARED_URL]
  if (url === undefined) return Promise.resolve(undefined)
  return new Promise((done, fail) => {
    // No agent: a connection kept alive would be a leak of the test that asked.
    const request = get(`${url}/${name}`, { agent: false }, async response => {
      const body = Buffer.concat(await response.toArray()).toString()
      if (response.statusCode === 200) done(JSON.parse(body))
      else fail(new Error(`the shared ${name} did not start: ${body}`))
    })
    request.on('error', fail)
  })
}

function listen(server: Server): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(0, HOST, done)
  })
}
