/**
 * `npm run fuzz -- --minutes 60 --seed 1`: holds the matcher to the plain evaluator on random rules and messages until the
 * time is over or they differ. Each round has a seed of its own, counted up from the first: `--seed S --rounds 1` is one
 * round again.
 */
import { parseArgs } from 'node:util'
import { messageOf } from '../../src/errors.ts'
import { compareRound, NOTHING_TRIED, type Tried } from './random/compare.ts'

const TOLD_EVERY = 10_000 // ms

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    rounds: { type: 'string', default: 'Infinity' },
  },
})
const first = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const [minutes, rounds] = [Number(values.minutes), Number(values.rounds)]
if (!Number.isSafeInteger(first) || !(minutes > 0) || !(rounds > 0)) {
  console.error('usage: npm run fuzz -- [--minutes N] [--seed S] [--rounds N]')
  process.exitCode = 2
} else process.exitCode = fuzz()

function fuzz(): number {
  const tried: Tried = { ...NOTHING_TRIED }
  const end = performance.now() + minutes * 60_000
  let told = performance.now()
  let seed = first
  console.log(`from seed ${first}`)
  for (; seed < first + rounds && performance.now() < end; seed++) {
    try {
      compareRound(seed, tried)
    } catch (error) {
      console.error(messageOf(error))
      return 1
    }
    if (performance.now() - told < TOLD_EVERY) continue
    told = performance.now()
    console.log(`${seed - first + 1} rounds ${JSON.stringify(tried)}`)
  }
  console.log(`${seed - first} rounds ${JSON.stringify(tried)}: no difference`)
  return 0
}
