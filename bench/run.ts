/**
 * `npm run bench`: the whole road, `npm run bench -- json outbox http-sink` parts of it. `--rounds 3`, `--share 0.2` for
 * a fifth of the events.
 */
import { parseArgs } from 'node:util'
import { pipeline } from './pipeline.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' }, share: { type: 'string', default: '1' } },
})
const suites: { readonly [name: string]: () => Promise<unknown> } = {
  pipeline: () => pipeline(Number(values.rounds), Number(values.share)),
  json: () => import('./json.ts'),
  outbox: () => import('./outbox.ts'),
  'http-sink': () => import('./http-sink.ts'),
}
const chosen = positionals.length === 0 ? ['pipeline'] : positionals
for (const name of chosen) {
  const suite = suites[name]
  if (suite === undefined) {
    console.error(`no benchmark "${name}"; one of ${Object.keys(suites).join(', ')}`)
    process.exit(2)
  }
  await suite()
}
