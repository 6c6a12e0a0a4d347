/** Topic aliases of one connection (MQTT 5 §3.3.2.3.4): a number of two bytes in place of a name that was sent before. */
export class Aliases {
  readonly #most: number
  /** In order of their numbers' assignment. */
  readonly #byTopic = new Map<string, number>()

  /** 0: none are used. */
  constructor(most: number) {
    this.#most = most
  }

  /** The topic's number; `known` where the broker has it already, so that the name can be left out. Undefined: none. */
  of(topic: string): { readonly alias: number; readonly known: boolean } | undefined {
    if (this.#most === 0) return undefined
    const before = this.#byTopic.get(topic)
    if (before !== undefined) return { alias: before, known: true }
    const alias = this.#byTopic.size < this.#most ? this.#byTopic.size + 1 : this.#takeOldest()
    this.#byTopic.set(topic, alias)
    return { alias, known: false }
  }

  #takeOldest(): number {
    const [topic, alias] = this.#byTopic.entries().next().value!
    this.#byTopic.delete(topic)
    return alias
  }
}
