import type { Rule } from '../../types.ts'
import { Failure } from '../compile.ts'
import type { CheckedRule } from '../rule-check.ts'
import { type Access, bucketOf, chooseAccess, intervalOf, leafOf, tokensOf } from './access.ts'
import type { Binder, Bound } from './bind.ts'
import { MAX_TYPE_PAIRS, refuseBeyond } from './limits.ts'
import { count, type Partitions } from './partitions.ts'
import { type Plan, planOf } from './plan.ts'
import { classOf, Pool } from './pool.ts'
import { LENGTH_SHIFT, type Postings } from './postings.ts'
import { Ranges } from './ranges.ts'
import { Trigrams } from './trigrams.ts'
import { FALSE, INVALID, TRUE } from './truth.ts'
import { enlarged } from './values.ts'
import { isInOrder, isShort, type Prepared, Writer } from './writer.ts'

/** Puts rules into the structures of an index, and takes them out again. */
export class Placer {
  readonly #pool: Pool
  readonly #postings: Postings
  readonly #binder: Binder
  readonly #partitions: Partitions
  /** Programs of rules: apart from postings, which are better close together. */
  readonly programs = new Pool()
  /** By path. */
  readonly trigrams = new Map<number, Trigrams>()
  readonly #writer = new Writer()
  /** By rule: nothing (0), the access of its only conjunct (plus 1), or the block of its program (negative). */
  #records = new Int32Array(64)

  constructor(pool: Pool, postings: Postings, binder: Binder, partitions: Partitions) {
    this.#pool = pool
    this.#postings = postings
    this.#binder = binder
    this.#partitions = partitions
  }

  /**
   * Where the program begins of a rule that has one, else 0. Before it stand in its block the class, how many accesses
   * there are, and these.
   */
  programOf(rule: number): number {
    const block = -this.#records[rule]!
    return block < 0 ? 0 : block + 2 + this.programs.words[block + 1]!
  }

  /** Puts a prepared rule in; gives whether views have to be worked out anew. @throws SluiceError where the pool is full */
  put(number: number, prepared: Prepared): boolean {
    const { conjuncts, leaves, partitions, isFlat } = prepared
    const accesses = conjuncts.map(conjunct =>
      chooseAccess(conjunct.leaves, leaves, partitions.length, this.#binder, path => this.#trigramsOf(path)),
    )
    this.#record(number, isFlat ? accesses[0]! + 1 : -this.#putProgram(prepared, accesses))
    accesses.forEach((access, i) => {
      this.#writer.entry(number, prepared, access, i)
      this.#spread(number, prepared, access, i)
    })
    return this.#account(prepared, accesses, 1)
  }

  /** Takes a rule out; likewise. */
  remove(number: number, rule: Rule, checked: CheckedRule): boolean {
    const prepared = this.prepare(number, rule, checked)
    const accesses = this.#accessesOf(number)
    for (const access of accesses) this.#gather(number, prepared, access)
    this.#free(number)
    for (const access of accesses) {
      const bucket = bucketOf(access)
      if (bucket !== undefined) this.trigrams.get(prepared.leaves[leafOf(access)!]!.path)!.remove(bucket)
    }
    const changes = this.#account(prepared, accesses, -1)
    // Once for what was taken to be told apart here, once for what was taken when it was put in.
    for (let i = 0; i < 2; i++) {
      for (const leaf of prepared.leaves) this.#binder.release(leaf)
      for (const partition of prepared.partitions) this.#partitions.leave(partition)
    }
    return changes
  }

  /**
   * Gives everything that a rule asks its numbers. Where many rules are put in, all are prepared first: what to look them up
   * under is chosen by how often values are named. @throws SluiceError beyond a limit, and then nothing is kept
   */
  prepare(number: number, rule: Rule, { conditions, where }: CheckedRule): Prepared {
    const types = distinct(rule.objectTypes)
    const events = distinct(rule.eventTypes)
    refuseBeyond(
      types.length * events.length,
      MAX_TYPE_PAIRS,
      'pairs of object type and event type in one rule',
    )
    const plan = planOf(conditions)
    const leaves = this.#bindAll(plan)
    let { tree } = plan
    if (where !== undefined) {
      leaves.push(
        this.#binder.bindPredicate(`where ${number}`, ({ event }) => {
          const answer = where(event)
          return answer instanceof Failure ? INVALID : answer ? TRUE : FALSE
        }),
      )
      tree = { logic: 'and', members: [leaves.length - 1, tree] }
    }
    const enter = (type: string) => events.map(event => this.#partitions.enter(type, event))
    const partitions = types.length === 1 ? enter(types[0]!) : types.flatMap(enter)
    // A rule's own question is asked first, and stands last.
    const isAsAsked = isInOrder(leaves) && (where === undefined || leaves.length === 1)
    const isFlat = plan.isFlat && isShort(leaves) && isAsAsked
    const conjuncts = plan.conjuncts ?? [{ leaves: [], before: leaves.map((_, leaf) => leaf) }]
    // The rule's own question, wherever it is asked.
    const all =
      where === undefined
        ? conjuncts
        : conjuncts.map(({ leaves: asked, before }) => ({ leaves: [...asked, leaves.length - 1], before }))
    return {
      leaves,
      tree,
      conjuncts: all,
      isListed: plan.conjuncts !== undefined,
      isFlat,
      partitions,
    }
  }

  /** All or none of them. */
  #bindAll(plan: Plan): Bound[] {
    const leaves: Bound[] = []
    try {
      for (const leaf of plan.leaves) leaves.push(this.#binder.bind(leaf))
    } catch (error) {
      for (const leaf of leaves) this.#binder.release(leaf)
      throw error
    }
    // Without the room for more that pushing takes: very many of these are kept at a time.
    return leaves.slice()
  }

  #putProgram(prepared: Prepared, accesses: readonly Access[]): number {
    this.#writer.program(prepared, accesses)
    const { words, length } = this.#writer.buffer
    const block = this.programs.take(words[0]!)
    this.programs.words.set(words.subarray(0, length), block)
    return block
  }

  #spread(number: number, { conjuncts, leaves, partitions }: Prepared, access: Access, i: number): void {
    const { words, length } = this.#writer.buffer
    const tokens = tokensOf(access, leaves)
    if (tokens !== undefined) {
      for (const token of tokens) {
        for (const partition of partitions) this.#postings.add(token, partition.number, words, length)
      }
      return
    }
    const { path } = leaves[leafOf(access)!]!
    const { low, high } = intervalOf(access, conjuncts[i]!.leaves, leaves)
    let block = ~number
    if (length > 1) {
      block = this.#pool.take(classOf(length))
      this.#pool.words.set(words.subarray(0, length), block)
    }
    for (const { ranges } of partitions) {
      let intervals = ranges.find(one => one.path === path)
      if (intervals === undefined) ranges.push((intervals = new Ranges(path)))
      intervals.add(low, high, block, number)
    }
  }

  #gather(number: number, { leaves, partitions }: Prepared, access: Access): void {
    const tokens = tokensOf(access, leaves)
    if (tokens !== undefined) {
      for (const token of tokens) {
        for (const partition of partitions) this.#postings.remove(token, partition.number, number)
      }
      return
    }
    const { path } = leaves[leafOf(access)!]!
    const blocks = new Set<number>()
    for (const { ranges } of partitions) {
      const at = ranges.findIndex(one => one.path === path)
      const intervals = ranges[at]
      if (intervals === undefined) continue
      for (const block of intervals.remove(number)) if (block > 0) blocks.add(block)
      if (intervals.size === 0) ranges.splice(at, 1)
    }
    for (const block of blocks) this.#pool.give(block, classOf(this.#pool.words[block]! >>> LENGTH_SHIFT))
  }

  /** Counts what the partitions' events are read for; gives whether that has changed. */
  #account(
    { leaves, partitions, isFlat, conjuncts }: Prepared,
    accesses: readonly Access[],
    step: number,
  ): boolean {
    const isConditional = !isFlat || conjuncts[0]!.leaves.length > 0
    let changes = false
    for (const partition of partitions) {
      if (isConditional) partition.conditional += step
      if (!isConditional || partition.rules <= 2 || partition.conditional <= 1) changes = true
      for (const { readsPath, path } of leaves) {
        if (readsPath && count(partition.paths, path, step)) changes = true
      }
      for (const access of accesses) {
        if (bucketOf(access) === undefined) continue
        if (count(partition.texts, leaves[leafOf(access)!]!.path, step)) changes = true
      }
    }
    return changes
  }

  #accessesOf(number: number): readonly Access[] {
    const record = this.#records[number]!
    if (record > 0) return [record - 1]
    const block = -record
    const { words } = this.programs
    return [...words.subarray(block + 2, block + 2 + words[block + 1]!)]
  }

  #record(number: number, record: number): void {
    while (number >= this.#records.length) this.#records = enlarged(this.#records)
    this.#records[number] = record
  }

  #free(number: number): void {
    const record = this.#records[number]!
    if (record < 0) this.programs.give(-record, this.programs.words[-record]!)
    this.#records[number] = 0
  }

  #trigramsOf(path: number): Trigrams {
    let trigrams = this.trigrams.get(path)
    if (trigrams === undefined) this.trigrams.set(path, (trigrams = new Trigrams()))
    return trigrams
  }
}

function distinct(names: readonly string[]): readonly string[] {
  return names.length === 1 ? names : [...new Set(names)]
}
