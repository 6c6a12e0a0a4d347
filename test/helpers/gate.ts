/** A TCP proxy that can be shut: what lies between a process under test and a server. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Scope } from './scope.ts'

/**
 * `dropped`: connections are broken, and each new one too. `silent`: connections stay and nothing passes, as where a
 * cable is out; once open again what was held goes on.
 */
export type GateState = 'open' | 'dropped' | 'silent'

/** Passes on what comes to its port to another one on this machine. */
export class Gate {
  readonly #server: Server
  readonly #target: number
  readonly #sockets = new Set<Socket>()
  #state: GateState = 'open'

  private constructor(target: number) {
    this.#target = target
    this.#server = createServer(socket => this.#accept(socket))
  }

  /** Listens on a free port of 127.0.0.1; ends with the scope. */
  static async start(t: Scope, target: number): Promise<Gate> {
    const gate = new Gate(target)
    await new Promise<void>(resolve => gate.#server.listen(0, '127.0.0.1', resolve))
    t.after(() => gate.#close())
    return gate
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get state(): GateState {
    return this.#state
  }

  set state(state: GateState) {
    this.#state = state
    for (const socket of this.#sockets) {
      if (state === 'dropped') socket.destroy()
      else if (state === 'silent') socket.pause()
      else socket.resume()
    }
  }

  #accept(near: Socket): void {
    if (this.#state === 'dropped') {
      near.destroy()
      return
    }
    const far = connect(this.#target, '127.0.0.1')
    this.#pass(near, far)
    this.#pass(far, near)
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    from.on('data', bytes => to.write(bytes))
    from.on('end', () => to.end())
    from.on('error', () => {}) // resets are part of what is tested
    from.once('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
    if (this.#state === 'silent') from.pause()
  }

  #close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    return new Promise(resolve => this.#server.close(() => resolve()))
  }
}

/** For the environment of a process: its connections to these ports go through these gates. */
export function detourThrough(gates: ReadonlyMap<number, Gate>): Readonly<Record<string, string>> {
  const ports = [...gates].map(([port, gate]) => `${port}=${gate.port}`)
  return {
    NODE_OPTIONS: `--import=${import.meta.dirname}/detour.ts`,
    SLUICE_TEST_DETOURS: ports.join(),
  }
}
