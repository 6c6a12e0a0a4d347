import { createServer, type ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Address } from '../config/types.ts'
import { messageOf, SluiceError } from '../errors.ts'
import { addressText } from '../text.ts'

/** A server that listens. */
export interface Listening {
  /** As bound: the port is never 0. */
  readonly address: Address
  /** Takes no new connections, and ends those that are idle; those that are busy end with their answer. Idempotent. */
  stop(): void
  /** Stops, waits up to `grace` ms for requests under way, then breaks what is left. Idempotent. */
  close(grace: number): Promise<void>
}

/** What a server is bounded by, and what it answers. */
export interface ServerPlan {
  readonly limits: ServerOptions & { readonly maxConnections: number }
  /** Answers a path that cannot be decoded: for it there are neither hooks nor an error handler. */
  readonly badPath: NonNullable<FastifyServerOptions['frameworkErrors']>
  /** Adds routes, hooks and an error handler. */
  build(app: FastifyInstance): void
}

/**
 * An HTTP server on an address of the configuration; `key` is where it stands there: `metrics.listen`.
 * @throws SluiceError `listen_failed`
 */
export async function listen(
  key: string,
  { host, port }: Address,
  { limits, badPath, build }: ServerPlan,
): Promise<Listening> {
  const { fastify } = await import('fastify') // its 60 ms are not for commands that serve nothing
  const app = fastify({
    serverFactory: handler => {
      const server = createServer(limits, (request, response) => handler(request, response))
      server.maxConnections = limits.maxConnections
      server.on('error', () => {}) // a connection that could not be accepted: the next one may be
      return server
    },
    frameworkErrors: badPath,
    return503OnClosing: false, // its answer names no wait
  })
  let closed: Promise<void> | undefined
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closed !== undefined) reply.header('connection', 'close')
    done()
  })
  app.setReplySerializer(value => `${JSON.stringify(value)}\n`)
  build(app)
  try {
    await app.listen({ host, port })
  } catch (error) {
    throw listenFailure(key, { host, port }, error)
  }
  const stop = (): Promise<void> => {
    closed ??= app.close()
    return closed
  }
  return {
    address: { host, port: (app.server.address() as AddressInfo).port },
    stop: () => void stop(),
    close: async grace => {
      const timer = setTimeout(() => app.server.closeAllConnections(), grace)
      await stop()
      clearTimeout(timer)
    },
  }
}

/** Why nobody can listen on an address that stands at `key` of the configuration, or of a command's options. */
export function listenFailure(key: string, address: Address, error: unknown): SluiceError {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  const [problem, hint] = problems[String(code)] ?? [messageOf(error), `check the address in ${key}`]
  return new SluiceError('listen_failed', `${key}: cannot listen on ${addressText(address)}: ${problem}`, {
    cause: error,
    hint: hint.replaceAll('{key}', key),
  })
}

const problems: { readonly [code: string]: readonly [problem: string, hint: string] } = {
  EADDRINUSE: [
    'the port is taken by another process',
    'stop that process, or name another port in {key} (0: any that is free)',
  ],
  EACCES: [
    'this user may not listen on that port',
    'name a port of 1024 or above in {key}, or give the process the right to',
  ],
  EADDRNOTAVAIL: [
    'this machine has no such address',
    'name an address of this machine in {key}: 127.0.0.1 for itself only, 0.0.0.0 for all',
  ],
  ENOTFOUND: ['the host name is not known', 'name an address of this machine in {key}'],
}
