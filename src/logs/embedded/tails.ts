/** Where each partition ends, as far as appends are durable, and who waits for more. */
export class Tails {
  readonly #ends = new Map<number, number>()
  readonly #waiting = new Map<number, Set<() => void>>()
  readonly #watching = new Set<(partition: number, end: number) => void>()

  end(partition: number): number {
    return this.#ends.get(partition) ?? 0
  }

  /** The partition reaches at least to `end`. */
  reach(partition: number, end: number): void {
    if (end <= this.end(partition)) return
    this.#ends.set(partition, end)
    const waiting = this.#waiting.get(partition)
    this.#waiting.delete(partition)
    for (const wake of waiting ?? []) wake()
    for (const watch of this.#watching) watch(partition, end)
  }

  /** Calls `watch` whenever a partition grows. The function it gives takes that back. */
  watch(watch: (partition: number, end: number) => void): () => void {
    this.#watching.add(watch)
    return () => this.#watching.delete(watch)
  }

  /** Calls `wake` once, when the partition grows. The function it gives takes that back. */
  wait(partition: number, wake: () => void): () => void {
    const waiting = this.#waiting.get(partition) ?? new Set()
    waiting.add(wake)
    this.#waiting.set(partition, waiting)
    return () => waiting.delete(wake)
  }
}
