/**
 * What the HTTP sink costs beside the client library it stands on: 1 KB POSTs, 64 in flight, to a receiver in a process
 * of its own that reads each request whole and answers 204. Both in turns, in this process, `--rounds` times.
 *
 *   node bench/http-sink.ts [--requests 40000] [--rounds 5] [--only sink|dispatch|signed]
 *
 * Prints CPU µs (user + system) of this process per request and requests per second, the median and the best of the
 * rounds for each, and the ratio of the medians. `dispatch` is undici's Pool with as many connections and the same
 * headers, made once; `sink` is `HttpSink.send` of deliveries made beforehand; `signed` adds a body of 0.2 KB and a header
 * made by templates from the message of 1 KB, and NetBox's signature. The first round of each warms up and is
 * not counted. Profile with `node --cpu-prof bench/http-sink.ts --only sink`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import { fixedHeaders, headersOf } from '../sinks/http/headers.ts'
import { httpSink } from '../sinks/http/sink.ts'
import { templatesOf } from '../src/sink-templates.ts'
import type { Delivery } from '../src/types.ts'
import { deliveries } from '../test/helpers/deliveries.ts'

const inFlight = 64
const userAgent = 'Sluice/0.0.0'
const bodySource = `{"text": {{ (object_type ~ ' was ' ~ event) | tojson }}, "by": {{ request.user | tojson }}, "at": {{ timestamp | tojson }},
 "name": {{ data.name | tojson }}, "site": {{ data.site.name | default('') | tojson }}, "offset": {{ source_offset }}}`

/** Sends all, and resolves when all are answered. */
type Sender = (all: readonly Delivery[]) => Promise<void>

interface Figures {
  readonly micros: number
  readonly rate: number
}

const { values } = parseArgs({
  allowPositionals: true, // names of other benchmarks of the same run
  options: {
    receive: { type: 'boolean', default: false },
    requests: { type: 'string', default: '40000' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
})
if (values.receive) receive()
else await measure(Number(values.requests), Number(values.rounds), values.only)

async function measure(requests: number, rounds: number, only: string): Promise<void> {
  const { receiver, origin } = await startReceiver()
  const all = deliveries(requests)
  const sink = await httpSink.create(
    { type: 'http', url: `${origin}/hooks` },
    { name: 'bench', userAgent, concurrency: inFlight },
  )
  const template = templatesOf({ template: 'jinja', env_allow: [] })
  const signed = await httpSink.create(
    {
      type: 'http',
      url: `${origin}/hooks`,
      headers: 'X-Object: {{ object_type | header_safe }}',
      signatures: [{ scheme: 'netbox', secrets: ['secret'] }],
    },
    { name: 'bench', userAgent, concurrency: inFlight, template },
  )
  const body = template(bodySource)
  const pool = new Pool(origin, { connections: inFlight, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })
  const signal = new AbortController().signal
  const senders: { readonly [name: string]: Sender } = {
    dispatch: viaDispatch(pool),
    sink: all => inTurns(all, async one => void (await sink.send([one], signal))),
    signed: all =>
      inTurns(all, async one => {
        await signed.send([{ ...one, body: Buffer.from(body.render(one)) }], signal)
      }),
  }
  const names = Object.keys(senders).filter(name => only === '' || name === only)
  const figures = new Map<string, Figures[]>(names.map(name => [name, []]))
  for (let round = 0; round <= rounds; round++)
    for (const name of names) {
      const measured = await timed(senders[name]!, all)
      if (round > 0) figures.get(name)!.push(measured)
    }
  for (const name of names) print(name, figures.get(name)!)
  const [dispatch, ours] = ['dispatch', 'sink'].map(name => median(figures.get(name) ?? []))
  if (dispatch !== undefined && ours !== undefined)
    console.log(`sink / dispatch: ${(ours / dispatch).toFixed(2)} times the CPU`)
  await Promise.all([sink.close(), signed.close(), pool.close()])
  receiver.kill()
}

async function timed(send: Sender, all: readonly Delivery[]): Promise<Figures> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await send(all)
  const { user, system } = process.cpuUsage(cpu)
  return {
    micros: (user + system) / all.length,
    rate: all.length / ((performance.now() - startedAt) / 1_000),
  }
}

/** Each place of `inFlight` sends one after the other. */
async function inTurns(all: readonly Delivery[], send: (one: Delivery) => Promise<void>): Promise<void> {
  let next = 0
  const place = async () => {
    while (next < all.length) await send(all[next++]!)
  }
  await Promise.all(Array.from({ length: inFlight }, place))
}

/** The least that can be done: no promise, no deadline, no outcome. */
function viaDispatch(pool: Pool): Sender {
  const headers = headersOf(deliveries(1)[0]!, fixedHeaders(new Map(), userAgent))
  return all =>
    new Promise((resolve, reject) => {
      let next = 0
      let ended = 0
      const handler = {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData() {},
        onResponseEnd() {
          if (++ended === all.length) resolve()
          else start()
        },
        onResponseError: (_: unknown, error: Error) => reject(error),
      }
      const start = () => {
        if (next < all.length)
          pool.dispatch({ path: '/hooks', method: 'POST', headers, body: all[next++]!.body }, handler)
      }
      for (let n = 0; n < inFlight; n++) start()
    })
}

function print(name: string, figures: readonly Figures[]): void {
  const best = Math.min(...figures.map(({ micros }) => micros))
  const rate = Math.max(...figures.map(figure => figure.rate))
  console.log(
    `${name.padEnd(8)}  ${median(figures)!.toFixed(1)} µs CPU per request (best ${best.toFixed(1)}), up to ${Math.round(rate)} requests/s`,
  )
}

function median(figures: readonly Figures[]): number | undefined {
  return figures.map(({ micros }) => micros).sort((a, b) => a - b)[figures.length >> 1]
}

async function startReceiver(): Promise<{ receiver: ChildProcess; origin: string }> {
  const receiver = spawn(process.execPath, [import.meta.filename, '--receive'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [port] = await once(receiver.stdout!, 'data')
  return { receiver, origin: `http://127.0.0.1:${String(port).trim()}` }
}

/** Ends with whoever started it: its standard input closes. */
function receive(): void {
  const server = createServer({ noDelay: true }, socket => {
    let rest: Buffer = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (data: Buffer) => {
      rest = rest.length === 0 ? data : Buffer.concat([rest, data])
      for (let length = lengthOf(rest); length > 0 && rest.length >= length; length = lengthOf(rest)) {
        rest = rest.subarray(length)
        socket.write('HTTP/1.1 204 No Content\r\n\r\n')
      }
    })
  })
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
  process.stdin.resume().once('end', () => process.exit(0))
}

/** Of the request at the front, head and body; 0 where its head is not complete. */
function lengthOf(bytes: Buffer): number {
  const head = bytes.indexOf('\r\n\r\n')
  if (head < 0) return 0
  const length = /\r\ncontent-length: (\d+)/i.exec(bytes.toString('latin1', 0, head))
  return head + 4 + Number(length?.[1] ?? 0)
}
