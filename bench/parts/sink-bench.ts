import type { Delivery } from '../../src/types.ts'

/** Sends all, and resolves when all have been acknowledged. */
export type Send = (all: readonly Delivery[]) => Promise<void>

/** One type of sink on its server. */
export interface SinkBench {
  /** By name; the first is the client library by itself, with as much in flight. */
  readonly ways: ReadonlyMap<string, Send>
  stop(): Promise<void>
}

/** What bench/sinks/<type>.ts exports, as `bench`. */
export type StartBench = () => Promise<SinkBench>

/** Each of `inFlight` places sends one after the other. */
export async function inTurns<Piece = Delivery>(
  all: readonly Piece[],
  inFlight: number,
  send: (one: Piece) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const place = async () => {
    while (next < all.length) await send(all[next++]!)
  }
  await Promise.all(Array.from({ length: inFlight }, place))
}

/** All in pieces of `size`, in their order. */
export function chunksOf(all: readonly Delivery[], size: number): readonly (readonly Delivery[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  )
}
