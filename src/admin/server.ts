import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Address } from '../config/types.ts'
import { messageOf, SluiceError } from '../errors.ts'
import { listen } from '../ops/listen.ts'
import { addressText } from '../text.ts'
import type { Logger } from '../types.ts'
import { refusedOf } from './answer.ts'
import { Fields } from './fields.ts'
import { jobRoutes } from './job-routes.ts'
import { letterRoutes } from './letter-routes.ts'
import { sinkRoutes } from './sink-routes.ts'
import { checkMayChange, type Doorkeeper, doorkeeperOf } from './tokens.ts'
import type { AdminParts, Route } from './types.ts'

export interface AdminServerOptions {
  /** `admin.listen` */
  readonly listen: Address
  /** What operations work on at present. */
  readonly now: () => AdminParts
  readonly logger: Logger
}

/** Operations over HTTP, listening. */
export interface AdminServer {
  readonly address: Address
  /** Waits for requests under way, for a second at most. Idempotent. */
  close(): Promise<void>
}

const limits = {
  maxConnections: 100,
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 10_000, // to come in; an answer may take longer
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
}
const bodyLimit = 64 * 1024
const closeGrace = 1_000 // ms

/**
 * What operators and the CLI ask for: with a token where there are any, and one that may write where something is changed.
 * Tokens are never logged. @throws SluiceError `listen_failed`
 */
export async function adminServer(options: AdminServerOptions): Promise<AdminServer> {
  const { now, logger } = options
  const doorkeeper: Doorkeeper = authorization =>
    doorkeeperOf(now().config.admin?.tokens ?? [])(authorization)
  const routes = [...sinkRoutes(now), ...jobRoutes(now), ...letterRoutes(now)]
  const refuse = (error: unknown, url: string | undefined, reply: FastifyReply): void => {
    const { status, error: said } = refusedOf(error)
    if (status === 500) logger.error({ path: url, error: messageOf(error) }, 'admin.failed')
    if (status === 401) reply.header('www-authenticate', 'Bearer realm="sluice"')
    void reply.code(status).send({ error: said })
  }
  const listening = await listen('admin.listen', options.listen, {
    limits,
    badPath: (_error, _request, reply) => refuse(notFound(), undefined, reply as FastifyReply),
    build: app => {
      parseJson(app)
      app.addHook('onRequest', async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const caller = doorkeeper(request.headers.authorization)
        if (request.is404) throw notFound()
        if (request.method !== 'GET' && request.method !== 'HEAD') checkMayChange(caller)
      })
      for (const route of routes) add(app, route, doorkeeper, logger)
      app.setErrorHandler((error, request, reply) => refuse(error, request.routeOptions.url, reply))
    },
  })
  logger.info({ address: addressText(listening.address) }, 'admin.listening')
  return { address: listening.address, close: () => listening.close(closeGrace) }
}

function add(
  app: FastifyInstance,
  { method, path, fields, run }: Route,
  doorkeeper: Doorkeeper,
  logger: Logger,
): void {
  app.route({
    method,
    url: path,
    handler: async (request: FastifyRequest) => {
      const caller = doorkeeper(request.headers.authorization)
      const { name = '' } = request.params as { name?: string }
      const given = method === 'GET' ? request.query : request.body
      const answer = await run({ name, caller, fields: new Fields(given, fields) })
      if (method !== 'GET')
        logger.info({ operation: `${method} ${path}`, name, by: caller.name }, 'admin.changed')
      return answer
    },
  })
}

/** Whatever type a body says it has, it is read as JSON; none is an empty one. */
function parseJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)))
    } catch {
      done(new SluiceError('request_invalid', 'the body is not JSON'))
    }
  })
}

function notFound(): SluiceError {
  return new SluiceError('not_found', 'there is no such operation', { hint: 'docs/operations.md lists them' })
}
