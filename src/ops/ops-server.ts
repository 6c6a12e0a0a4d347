import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Address } from '../config/types.ts'
import { messageOf } from '../errors.ts'
import { printableLine } from '../text.ts'
import type { Logger } from '../types.ts'
import { listen } from './listen.ts'
import type { Readiness } from './types.ts'

export interface OpsServerOptions {
  /** `metrics.listen` */
  readonly listen: Address
  metrics(): Promise<{ readonly type: string; readonly text: string }>
  ready(): Readiness
  readonly logger: Logger
}

/** The server of /metrics, /health and /ready. */
export interface OpsServer {
  readonly address: Address
  close(): Promise<void>
}

const paths = ['/metrics', '/health', '/ready']
const limits = {
  maxConnections: 100,
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 75_000, // longer than the usual scrape interval of 15 to 60 s
  connectionsCheckingInterval: 5_000,
}
const closeGrace = 1_000 // ms

/**
 * What a scraper and an orchestrator ask, read only. /health answers while the event loop runs; /ready says whether
 * this instance can do its work. @throws SluiceError `listen_failed`
 */
export async function opsServer(options: OpsServerOptions): Promise<OpsServer> {
  const scrape = shared(() => options.metrics())
  const listening = await listen('metrics.listen', options.listen, {
    limits,
    badPath: (_error, request, reply) => void notFound(request, reply),
    build: app => {
      app.addHook('onRequest', (request, reply, done) => {
        reply.header('cache-control', 'no-store')
        if (request.is404) notFound(request, reply)
        else done()
      })
      app.get('/metrics', async (_request, reply) => {
        const { type, text } = await scrape()
        return reply.type(type).send(text)
      })
      app.get('/health', async () => ({ status: 'ok' }))
      app.get('/ready', async (_request, reply) => {
        const readiness = options.ready()
        return reply.code(readiness.ready ? 200 : 503).send(readiness)
      })
      app.setErrorHandler((error, request, reply) => {
        const path = request.routeOptions.url
        options.logger.error({ path, error: messageOf(error) }, 'ops.failed')
        reply.code(500).send('internal error; the log says what\n')
      })
    },
  })
  return { address: listening.address, close: () => listening.close(closeGrace) }
}

/** Calls that come while one is under way get its answer: many scrapers cost no more than one. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined
  return () => {
    underWay ??= ask().finally(() => {
      underWay = undefined
    })
    return underWay
  }
}

/** No such path, or no such method of it. */
function notFound({ url }: Pick<FastifyRequest, 'url'>, reply: Pick<FastifyReply, 'code' | 'header'>): void {
  const path = url.split('?', 1)[0] ?? ''
  if (paths.includes(path)) reply.code(405).header('allow', 'GET, HEAD').send('only GET and HEAD\n')
  else
    reply
      .code(404)
      .send(`no such path: ${printableLine(path.slice(0, 200))}; there are ${paths.join(', ')}\n`)
}
