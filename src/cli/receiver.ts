import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Command, InvalidArgumentError } from 'commander'
import { messageOf, SluiceError } from '../errors.ts'
import { exitCodes } from './exit.ts'
import { requestText } from './request-text.ts'
import { untilInterrupted } from './signals.ts'

const mostShown = 1_048_576 // bytes of a body; more is counted, not kept

interface ReceiverOptions {
  readonly port: number
  readonly host: string
  readonly headers: boolean
  readonly status: number
}

/** `sluice receiver`: prints what it gets, as NetBox's `webhook_receiver` does. */
export function receiverCommand(exit: (code: number) => void): Command {
  return new Command('receiver')
    .description('Listens for webhooks and prints each request; for trying things out.')
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one', number(0, 65_535), 9000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--no-headers', 'leave the headers out')
    .option('--status <code>', 'what to answer', number(200, 599), 200)
    .addHelpText(
      'after',
      `
  $ sluice receiver
  $ sluice receiver --port 9001 --status 503      to see how a failing receiver is treated`,
    )
    .action(async (options: ReceiverOptions) => {
      const server = await listen(options, text => process.stdout.write(text))
      await untilInterrupted()
      process.stdout.write('\nExiting...\n')
      server.close()
      server.closeAllConnections()
      exit(exitCodes.ok)
    })
}

async function listen(options: ReceiverOptions, write: (text: string) => void): Promise<Server> {
  let counter = 0
  const server = createServer((request, response) => {
    serve(request, response, options, body => requestText(++counter, body, options.headers)).then(
      write,
      () => {},
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', error =>
      reject(
        new SluiceError(
          'listen_failed',
          `cannot listen on ${options.host}:${options.port}: ${messageOf(error)}`,
          {
            hint: '--port chooses another port; 0 takes a free one',
          },
        ),
      ),
    )
    server.listen(options.port, options.host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  write(`Listening on port http://${options.host}:${port}. Stop with CONTROL-C.\n`)
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

/** A whole number within bounds, for commander. */
export function number(least: number, most: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(
        `found ${JSON.stringify(text)}, expected a number from ${least} to ${most}.`,
      )
    return value
  }
}
