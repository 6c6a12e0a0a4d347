import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Certificates } from './certs.ts'
import { ChildServer } from './child-server.ts'
import { freePorts, HOST } from './ports.ts'
import { pstestProgram } from './pstest-files.ts'
import { watchdog } from './watchdog.ts'

/** What server to start. */
export interface PstestOptions {
  /** TLS instead of plain text. */
  readonly certificates?: Certificates
  /** Whether what comes in is written down; not where it is a matter of speed. True by default. */
  readonly journal?: boolean
}

/** What is answered instead; `code` is one of gRPC. */
export interface PstestFault {
  readonly code: number
  readonly message?: string
  /** Milliseconds that are named as the wait. */
  readonly retryMs?: number
  /** The messages are taken all the same. */
  readonly stored?: boolean
}

/** How requests are met; what is not given is as it would be. */
export interface PstestControl {
  /** Publish requests are taken in, and nothing is said. */
  readonly hold?: boolean
  /** By egress id: a request with that message fails as a whole. */
  readonly messages?: { readonly [egressId: string]: PstestFault }
  /** Every publish request. */
  readonly all?: PstestFault
  /** Of other methods, by name. */
  readonly methods?: { readonly [name: string]: PstestFault }
  /** Of whoever asks; undefined: all. */
  readonly permissions?: readonly string[]
}

/** A message as it came over the wire. */
export interface PstestMessage {
  readonly data: Buffer
  readonly attributes: { readonly [name: string]: string }
  readonly orderingKey: string
}

/** A publish request that came in, accepted or not. */
export interface PstestRequest {
  readonly seq: number
  readonly topic: string
  readonly messages: readonly PstestMessage[]
  readonly userAgent: string
  readonly authorization: string
  readonly params: string
}

/** The topic that is there from the start. */
export const TOPIC = 'projects/test/topics/netbox'

interface Line {
  readonly kind: 'arrived' | 'stored' | 'connections'
  readonly seq: number
  readonly topic?: string
  readonly messages?: readonly (Omit<PstestMessage, 'data'> & { readonly data: string | null })[] | null
  readonly userAgent?: string
  readonly authorization?: string
  readonly params?: string
  readonly ids?: readonly string[]
  readonly connections?: number
}

/** Google's Pub/Sub fake with Google's limits, in a process of its own. Nothing of it outlives who started it. */
export class PstestServer {
  readonly port: number
  /** `http://127.0.0.1:<port>`, or `https://localhost:<port>`. */
  readonly url: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'sluice-pubsub-'))
  readonly #watchdog = watchdog(this.#folder)
  readonly #options: PstestOptions
  readonly #requests: PstestRequest[] = []
  readonly #stored: string[] = []
  #control: PstestControl = {}
  #replies: { readonly from: number; readonly replies: readonly PstestFault[] } = { from: 0, replies: [] }
  #process: ChildServer | undefined
  #connections = 0
  #next = 0
  #read = 0
  #rest = Buffer.alloc(0)

  constructor(port: number, options: PstestOptions) {
    this.port = port
    this.url = options.certificates === undefined ? `http://${HOST}:${port}` : `https://localhost:${port}`
    this.#options = options
  }

  /** Publish requests in the order of their arrival, those of killed servers too. */
  get requests(): readonly PstestRequest[] {
    this.#follow()
    return this.#requests.toSorted((a, b) => a.seq - b.seq)
  }

  /** Egress ids of what was taken, in its order. */
  get stored(): readonly string[] {
    this.#follow()
    return this.#stored
  }

  /** That are open now. */
  get connections(): number {
    this.#follow()
    return this.#connections
  }

  /** From now on; the replies stay. */
  control(control: PstestControl): void {
    this.#control = control
    this.#write()
  }

  /** The next publish requests meet these; those after them are accepted. Code 0: accepted. */
  reply(replies: readonly PstestFault[]): void {
    this.#follow()
    this.#replies = { from: this.#next, replies }
    this.#write()
  }

  /** Starts it, on its port, with nothing in it but the topic. @throws Error with its log. */
  async start(): Promise<void> {
    const program = pstestProgram()
    if (program === undefined) throw new Error('pstest is not built: npm run test:setup')
    this.#follow()
    const child = new ChildServer('pstest')
    this.#process = child
    const { certificates, journal = true } = this.#options
    const tls =
      certificates === undefined ? [] : ['-cert', certificates.server.cert, '-key', certificates.server.key]
    const own = [
      `-journal=${journal}`,
      '-folder',
      this.#folder,
      '-topics',
      TOPIC,
      '-from',
      String(this.#next),
    ]
    await child.start(program, ['-listen', `${HOST}:${this.port}`, ...own, ...tls], process.env, this.port)
  }

  /** Ends it at once, and waits until it is gone. */
  async kill(): Promise<void> {
    await this.#process?.stop()
    this.#process = undefined
    this.#follow()
    this.#connections = 0
  }

  /** Ends it and forgets what came in. Idempotent. */
  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
    this.#watchdog.release()
  }

  #write(): void {
    const path = join(this.#folder, 'control.json')
    writeFileSync(`${path}.new`, JSON.stringify({ ...this.#control, ...this.#replies }))
    renameSync(`${path}.new`, path)
  }

  /** Reads on in what the server writes down. */
  #follow(): void {
    const path = join(this.#folder, 'journal.jsonl')
    if (!existsSync(path)) return
    const file = openSync(path, 'r')
    try {
      const piece = Buffer.allocUnsafe(1_048_576)
      for (let size = 1; size > 0; this.#read += size) {
        size = readSync(file, piece, 0, piece.length, this.#read)
        this.#rest = Buffer.concat([this.#rest, piece.subarray(0, size)])
      }
    } finally {
      closeSync(file)
    }
    const end = this.#rest.lastIndexOf('\n') + 1
    for (const text of this.#rest.toString('utf8', 0, end).split('\n'))
      if (text !== '') this.#take(JSON.parse(text) as Line)
    this.#rest = this.#rest.subarray(end)
  }

  #take(line: Line): void {
    if (line.kind === 'connections') this.#connections += line.connections ?? 0
    else if (line.kind === 'stored') this.#stored.push(...(line.ids ?? []))
    else {
      const { seq, topic = '', userAgent = '', authorization = '', params = '' } = line
      const messages = (line.messages ?? []).map(message => ({
        ...message,
        data: Buffer.from(message.data ?? '', 'base64'),
      }))
      this.#requests.push({ seq, topic, messages, userAgent, authorization, params })
      this.#next = Math.max(this.#next, seq + 1)
    }
  }
}

/** Starts a server on the loopback interface, in about 100 ms. @throws Error with its log. */
export async function startPstest(options: PstestOptions = {}): Promise<PstestServer> {
  for (let attempt = 1; ; attempt++) {
    const [port] = (await freePorts(1)) as [number]
    const server = new PstestServer(port, options)
    try {
      await server.start()
      return server
    } catch (error) {
      await server.stop()
      // A server beside us was faster.
      if (attempt === 3 || !String(error).includes('address already in use')) throw error
    }
  }
}
