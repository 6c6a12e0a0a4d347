/**
 * Whether HTTP/2 would pay: undici over TLS, by HTTP/1.1 on 64 connections and by HTTP/2 on one and on four, in turns; 1 KB
 * POSTs, 64 in flight, to a receiver in a process of its own that speaks both and answers 204.
 *
 *   node bench/http2.ts [--requests 20000] [--rounds 5]
 *
 * Prints CPU µs (user + system) of this process per request and requests per second, medians of the rounds. The first
 * round warms up and is not counted.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import { type Certificates, makeCertificates } from '../test/servers/certs.ts'

const inFlight = 64
const body = Buffer.alloc(1_024, 'x')
const headers = Array.from({ length: 10 }, (_, index) => [`X-Header-${index}`, `value ${index}`]).flat()

const { values } = parseArgs({
  allowPositionals: true, // names of other benchmarks of the same run
  options: {
    receive: { type: 'string', default: '' },
    requests: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '5' },
  },
})
if (values.receive === '') await measure(Number(values.requests), Number(values.rounds))
else receive(values.receive)

async function measure(requests: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-http2-'))
  const certificates = makeCertificates(folder)
  const { receiver, origin } = await startReceiver(folder)
  const pools = new Map([
    ['HTTP/1.1, 64 connections', poolOf(origin, certificates, inFlight, false)],
    ['HTTP/2, 1 connection', poolOf(origin, certificates, 1, true)],
    ['HTTP/2, 4 connections', poolOf(origin, certificates, 4, true)],
  ])
  const figures = new Map([...pools.keys()].map(name => [name, [] as [micros: number, rate: number][]]))
  for (let round = 0; round <= rounds; round++)
    for (const [name, pool] of pools) {
      const measured = await timed(pool, requests)
      if (round > 0) figures.get(name)!.push(measured)
    }
  for (const [name, all] of figures) {
    const [micros, rate] = [0, 1].map(at => median(all.map(each => each[at]!)))
    console.log(
      `${name.padEnd(24)}  ${micros!.toFixed(1)} µs CPU per request, ${Math.round(rate!)} requests/s`,
    )
  }
  await Promise.all([...pools.values()].map(pool => pool.close()))
  receiver.kill()
  rmSync(folder, { recursive: true })
}

function poolOf(origin: string, { ca }: Certificates, connections: number, http2: boolean): Pool {
  return new Pool(origin, {
    connections,
    allowH2: http2,
    pipelining: http2 ? inFlight : 1,
    connect: { ca: readFileSync(ca) },
  })
}

async function timed(pool: Pool, requests: number): Promise<[micros: number, rate: number]> {
  let next = 0
  const place = async () => {
    while (next++ < requests) {
      const answer = await pool.request({ path: '/hooks', method: 'POST', headers, body })
      await answer.body.dump()
    }
  }
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: inFlight }, place))
  const { user, system } = process.cpuUsage(cpu)
  return [(user + system) / requests, requests / ((performance.now() - startedAt) / 1_000)]
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!
}

async function startReceiver(folder: string): Promise<{ receiver: ChildProcess; origin: string }> {
  const receiver = spawn(process.execPath, [import.meta.filename, '--receive', folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [port] = await once(receiver.stdout!, 'data')
  return { receiver, origin: `https://localhost:${String(port).trim()}` }
}

/** Ends with whoever started it: its standard input closes. */
function receive(folder: string): void {
  const [cert, key] = ['pem', 'key'].map(suffix => readFileSync(join(folder, `server.${suffix}`)))
  const server = createSecureServer({ cert: cert!, key: key!, allowHTTP1: true }, (request, answer) => {
    request.resume().once('end', () => answer.writeHead(204).end())
  })
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
  process.stdin.resume().once('end', () => process.exit(0))
}
