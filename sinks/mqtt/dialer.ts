import { connect as connectTcp, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { createWebSocketStream, WebSocket } from 'ws'
import type { Broker } from './broker.ts'

// RFC 6455 §11.3.4 registers it for MQTT of every version.
const subprotocol = 'mqtt'

/**
 * Begins to connect: a stream of bytes to the broker, which can be written to at once. An error destroys it. There is no
 * timeout: whoever waits no longer destroys the stream.
 */
export function dial(broker: Broker): Duplex {
  return broker.path === undefined ? dialSocket(broker) : dialWebSocket(broker, broker.path)
}

function dialSocket({ host, port, tls }: Broker): Socket {
  const socket =
    tls === undefined
      ? connectTcp({ host, port })
      : connectTls({
          host,
          port,
          secureContext: tls.context,
          rejectUnauthorized: tls.verify,
          // SNI carries names only (RFC 6066 §3).
          ...(tls.serverName !== undefined || isIP(host) === 0 ? { servername: tls.serverName ?? host } : {}),
        })
  return socket.setNoDelay(true).setKeepAlive(true, 60_000)
}

function dialWebSocket(broker: Broker, path: string): Duplex {
  const url = `${broker.origin}${path}`
  const webSocket = new WebSocket(url, [subprotocol], {
    createConnection: () => dialSocket(broker),
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: 1_048_576, // a broker has little to say to a client without subscriptions
  })
  return createWebSocketStream(webSocket)
}
