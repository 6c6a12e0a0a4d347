/**
 * `npm run bench`: the whole road, `npm run bench -- json outbox http` parts of it. `--rounds 3`, `--share 0.2` for
 * a fifth of the events. Of `promises`: `--only kills` for one. Of `rules`: `--quick` for small sizes, `--beside MODULE` for another matcher.
 */
import { parseArgs } from 'node:util'
import { pipeline } from './pipeline.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    share: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    beside: { type: 'string', default: '' },
  },
})
const suites: { readonly [name: string]: () => Promise<unknown> } = {
  pipeline: () => pipeline(Number(values.rounds), Number(values.share)),
  json: () => import('./json.ts'),
  outbox: () => import('./outbox.ts'),
  http: () => import('./http-sink.ts'),
  http2: () => import('./http2.ts'),
  templates: () => import('./templates.ts'),
  rules: () =>
    import('./rules.ts').then(({ rules }) => rules({ quick: values.quick, beside: values.beside })),
  promises: () => import('./promises.ts').then(({ promises }) => promises(Number(values.share), values.only)),
  sinks: () => import('./sinks.ts').then(({ sinks }) => sinks([], share(30_000), Number(values.rounds))),
}

function share(events: number): number {
  return Math.ceil(events * Number(values.share))
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
