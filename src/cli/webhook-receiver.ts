import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listenFailure } from '../ops/listen.ts'
import { urlOf } from '../text.ts'
import { print } from './output.ts'
import { requestText } from './request-text.ts'
import { untilInterrupted } from './signals.ts'

const mostShown = 1_048_576 // bytes of a body; more is counted, not kept

/** Where to listen, what to show and what to answer. */
export interface ReceiverOptions {
  readonly port: number
  readonly host: string
  readonly headers: boolean
  readonly status: number
}

/** Prints each request until it is told to stop. @throws SluiceError `listen_failed` */
export async function receive(options: ReceiverOptions): Promise<void> {
  const interrupted = untilInterrupted()
  const server = await listen(options, print)
  await interrupted
  print('\nExiting...\n')
  server.close()
  server.closeAllConnections()
}

async function listen(options: ReceiverOptions, write: (text: string) => void): Promise<Server> {
  const { host, port } = options
  let counter = 0
  const server = createServer((request, response) => {
    serve(request, response, options, body => requestText(++counter, body, options.headers)).then(
      write,
      () => {},
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const key = error.code === 'EADDRINUSE' || error.code === 'EACCES' ? '--port' : '--host'
      reject(listenFailure(key, { host, port }, error))
    })
    server.listen(port, host, resolve)
  })
  const bound = server.address() as AddressInfo
  write(`Listening on port ${urlOf({ host, port: bound.port })}. Stop with CONTROL-C.\n`)
  return server
}

/** Answers once the request is there; rejects where the sender went away. */
async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { status }: ReceiverOptions,
  text: (received: Parameters<typeof requestText>[1]) => string,
): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    const room = mostShown - length
    if (room > 0) chunks.push(chunk.subarray(0, room))
    length += chunk.length
  }
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end('Webhook received!\n')
  return text({
    method: request.method ?? '',
    target: request.url ?? '',
    version: request.httpVersion,
    client: request.socket.remoteAddress ?? '-',
    time: new Date(),
    rawHeaders: request.rawHeaders,
    body: Buffer.concat(chunks),
    length,
    status,
  })
}
