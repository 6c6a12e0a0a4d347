import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Address, IngestConfig } from '../config/types.ts'
import { listen } from '../ops/listen.ts'
import { addressText } from '../text.ts'
import type { IngestMeter, Log, Logger } from '../types.ts'
import { Appender } from './appender.ts'
import { type Guard, guardOf } from './auth.ts'
import { Gone, readBody } from './body.ts'
import { Budget, type Share } from './budget.ts'
import { isLines, lineRecords, oneRecord, type RecordOptions } from './records.ts'
import { causeOf, Refusal, refusalOf, unavailable } from './refusal.ts'

/** What HTTP in is bounded by. Numbers are bytes and milliseconds. */
export interface IngestLimits {
  /** Bytes of one request with a record per line; one with a single record has `limits.max_record_bytes`. */
  readonly requestBytes: number
  readonly requestRecords: number
  /** Bytes of all bodies in memory: arriving, or waiting for the log. */
  readonly memory: number
  readonly connections: number
  readonly headerBytes: number
  /** For the headers, and for the whole request, from its first byte. */
  readonly headersTimeout: number
  readonly requestTimeout: number
  /** After which a request that waits for the log is answered 503; what it holds is held until the log has answered. */
  readonly appendTimeout: number
  /** How long a close waits for requests under way. */
  readonly grace: number
}

const defaultLimits: IngestLimits = {
  requestBytes: 8 * 1024 * 1024,
  requestRecords: 10_000,
  memory: 64 * 1024 * 1024,
  connections: 1_000,
  headerBytes: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  appendTimeout: 30_000,
  grace: 10_000,
}

export interface IngestServerOptions {
  readonly config: IngestConfig
  readonly log: Log
  /** `limits.max_record_bytes` */
  readonly maxRecordBytes: number
  /** The key of a record of a topic from its bytes, known to be JSON; null: none. */
  keyOf(topic: string, body: Buffer): Buffer | null
  readonly meter: IngestMeter
  readonly logger: Logger
  readonly limits?: Partial<IngestLimits>
}

/** HTTP in, listening. */
export interface IngestServer {
  readonly address: Address
  /** Takes no new connections; requests that still come over open ones are answered 503. Idempotent. */
  stop(): void
  /** Stops, and waits for requests under way, ten seconds at most. Idempotent. */
  close(): Promise<void>
}

interface Endpoint {
  readonly topic: string
  readonly guard: Guard
  readonly records: RecordOptions
}

/** What was accepted. */
interface Accepted {
  readonly answer: object
  readonly records: number
  readonly bytes: number
}

/**
 * Appends what is posted to the configured endpoints to the log, and answers 202 once it is durable. Bodies and tokens
 * are never logged. @throws SluiceError `listen_failed`
 */
export async function ingestServer(options: IngestServerOptions): Promise<IngestServer> {
  const { config, meter, logger } = options
  // However large a record may be, one fits that comes while another waits for the log.
  const memory = Math.max(defaultLimits.memory, 2 * options.maxRecordBytes)
  const limits = { ...defaultLimits, memory, ...options.limits }
  const budget = new Budget(limits.memory)
  const appender = new Appender(options.log, logger, limits.appendTimeout)
  let stopped = false

  const accept = async (
    request: IncomingMessage,
    { topic, records: recordOptions }: Endpoint,
    share: Share,
  ): Promise<Accepted> => {
    if (isLines(request.headers['content-type'])) {
      const body = await readBody(request, limits.requestBytes, share)
      const records = lineRecords(body, request.headers, recordOptions)
      await appender.append(topic, records, share)
      return { answer: { topic, count: records.length }, records: records.length, bytes: body.length }
    }
    const body = await readBody(request, options.maxRecordBytes, share)
    const record = oneRecord(body, request.headers, recordOptions)
    const places = await appender.append(topic, [record], share)
    const { partition, offset } = places[0]!
    return { answer: { topic, partition, offset }, records: 1, bytes: body.length }
  }

  const refuse = (path: string, error: unknown, reply: FastifyReply): void => {
    const { status, code, message, details, headers } = refusalOf(error)
    if (status === 500) logger.error({ endpoint: path, ...causeOf(error) }, 'ingest.failed')
    meter.answered(config.endpoints.has(path) ? path : '', status, 0, 0)
    reply
      .code(status)
      .headers(headers)
      .send({ error: { code, message, ...details } })
  }

  const build = (app: FastifyInstance): void => {
    // Bodies are read by the handler, within the budget. Which type one says it has does not matter, but for lines.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _body, done) => done(null))
    app.addHook('onRequest', async ({ raw, is404 }) => {
      if (stopped) throw unavailable('shutting down')
      if (is404) throw noRoute(config.endpoints.has(pathOf(raw)))
      // Fastify refuses what is no media type at all before it asks a parser.
      if (!isLines(raw.headers['content-type'])) delete raw.headers['content-type']
    })
    for (const [path, endpoint] of endpointsOf(options, limits)) {
      const { guard } = endpoint
      const onRequest = async ({ headers }: FastifyRequest) => guard(headers.authorization)
      app.post(path, { onRequest }, async (request, reply) => {
        const share = budget.share()
        try {
          const { answer, records, bytes } = await accept(request.raw, endpoint, share)
          meter.answered(path, 202, records, bytes)
          return reply.code(202).send(answer)
        } finally {
          share.give()
        }
      })
    }
    app.setErrorHandler((error, { raw, routeOptions }, reply) => {
      if (!(error instanceof Gone)) refuse(routeOptions.url ?? pathOf(raw), error, reply)
    })
  }

  const listening = await listen('ingest.listen', config.listen, {
    limits: {
      maxConnections: limits.connections,
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      keepAliveTimeout: 75_000, // longer than a load balancer's usual 60 s: the side that asks is the one to end
      connectionsCheckingInterval: Math.min(5_000, limits.requestTimeout),
    },
    badPath: (_error, { raw }, reply) => refuse(pathOf(raw), noRoute(false), reply),
    build,
  })
  const endpoints = [...config.endpoints.keys()]
  logger.info({ address: addressText(listening.address), endpoints }, 'ingest.listening')
  const stop = () => {
    stopped = true
    listening.stop()
  }
  return {
    address: listening.address,
    stop,
    close: () => {
      stop()
      return listening.close(limits.grace)
    },
  }
}

function endpointsOf(options: IngestServerOptions, limits: IngestLimits): ReadonlyMap<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>()
  for (const [path, { topic, auth }] of options.config.endpoints) {
    const records: RecordOptions = {
      maxRecordBytes: options.maxRecordBytes,
      maxRecords: limits.requestRecords,
      keyOf: value => options.keyOf(topic, value),
    }
    endpoints.set(path, { topic, guard: guardOf(auth), records })
  }
  return endpoints
}

/** No such path, or, where the path is known, no such method of it. */
function noRoute(known: boolean): Refusal {
  if (!known) return new Refusal(404, 'not_found', 'no such endpoint')
  return new Refusal(405, 'method_not_allowed', 'only POST', { headers: { Allow: 'POST' } })
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? ''
}
