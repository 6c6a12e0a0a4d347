/** Steps from state to state by their numbers, in the order of where they begin. */
export class Edges {
  #from = new Int32Array(1 << 16)
  #to = new Int32Array(1 << 16)
  #count = 0

  add(from: number, to: number): void {
    if (this.#count === this.#from.length) {
      this.#from = larger(this.#from)
      this.#to = larger(this.#to)
    }
    this.#from[this.#count] = from
    this.#to[this.#count++] = to
  }

  /** By state, whether one of `goals` can be reached from it. */
  reaching(goals: readonly number[], states: number): Uint8Array {
    // Counting sort of the edges by where they end.
    const starts = new Int32Array(states + 1)
    for (let edge = 0; edge < this.#count; edge++) starts[this.#end(edge) + 1]! += 1
    for (let state = 0; state < states; state++) starts[state + 1]! += starts[state]!
    const origins = new Int32Array(this.#count)
    const filled = starts.slice()
    for (let edge = 0; edge < this.#count; edge++) origins[filled[this.#end(edge)]!++] = this.#from[edge] ?? 0

    const reaching = new Uint8Array(states)
    const todo = [...goals]
    for (const goal of goals) reaching[goal] = 1
    for (let state = todo.pop(); state !== undefined; state = todo.pop())
      for (let edge = starts[state] ?? 0; edge < (starts[state + 1] ?? 0); edge++) {
        const origin = origins[edge] ?? 0
        if (reaching[origin] === 1) continue
        reaching[origin] = 1
        todo.push(origin)
      }
    return reaching
  }

  #end(edge: number): number {
    return this.#to[edge] ?? 0
  }
}

function larger(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(list.length * 2)
  copy.set(list)
  return copy
}
