/**
 * Loaded into a process under test before anything else: what it connects to on this machine at one port goes to
 * another, as `SLUICE_TEST_DETOURS` says (`9092=41000,9093=41001`). So brokers need not know of a proxy before them.
 */
import { Socket } from 'node:net'

interface Target {
  host?: string
  port?: number | string
}

const detours = new Map(
  (process.env['SLUICE_TEST_DETOURS'] ?? '')
    .split(',')
    .map(pair => pair.split('=').map(Number) as [number, number]),
)
const connect = Socket.prototype.connect

Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
  // net.connect() gives what it was given as one list, already in order.
  const [first] = args
  const target = (Array.isArray(first) ? first[0] : first) as Target
  const detour = detours.get(Number(target?.port))
  if (detour !== undefined) target.port = detour
  return Reflect.apply(connect, this, args) as Socket
} as typeof connect
