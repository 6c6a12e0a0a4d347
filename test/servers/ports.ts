import { createServer } from 'node:net'

/** Servers under test listen here and nowhere else. */
export const HOST = '127.0.0.1'

// Below the ephemeral range (32768 up on Linux, 49152 up elsewhere): no outgoing connection can take a port between
// the probe and the server's own bind.
const FIRST = 20_000
const LAST = 31_999

/** Ports on the loopback interface that nothing listened on a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1))
    if (await isFree(port)) ports.add(port)
  }
  return [...ports]
}

function isFree(port: number): Promise<boolean> {
  return new Promise(done => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, HOST, () => server.close(() => done(true)))
  })
}
