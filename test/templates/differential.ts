/** Our engine beside real Jinja2: the same templates and contexts, the same text or the same exception. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { compileTemplate, TemplateError } from '../../src/templates/index.ts'
import type { Jinja2 } from '../servers/jinja2.ts'
import type { Case } from './generate.ts'

/** What came of a case: its text, or the exception's name and message. */
interface Result {
  readonly text?: string
  readonly error?: string
  readonly message?: string
}

/** What a comparison found. */
export interface Comparison {
  /** Cases that gave the same text, and those that ended with the same exception. */
  readonly sameText: number
  readonly sameError: number
  /** Cases that differ for a known reason, by the reason. */
  readonly explained: ReadonlyMap<string, number>
  /** Cases that differ for none. */
  readonly different: readonly { readonly case: Case; readonly theirs: Result; readonly ours: Result }[]
}

/** Where the two part, and why that is meant. */
const EXPLANATIONS: readonly {
  readonly reason: string
  holds(theirs: Result, ours: Result): boolean
}[] = [
  {
    reason:
      'Jinja2 builds constant dicts when it compiles, and so fails on keys in branches that are not reached',
    holds: theirs => theirs.message?.startsWith('unhashable type') === true,
  },
  {
    reason: 'Jinja2 slices constants when it compiles, and then what has no slices is undefined',
    holds: (_theirs, ours) =>
      /object is not subscriptable$|^unhashable type: 'slice'/.test(ours.message ?? ''),
  },
  {
    reason:
      'Jinja2 finds that a filter block made no text at the end of the render, where another error may come first',
    holds: (theirs, ours) =>
      theirs.error !== undefined &&
      ours.message?.startsWith('sequence item 0: expected str instance') === true,
  },
  {
    reason:
      'Jinja2 has no budget: what is too much here takes its memory, or makes code that Python does not read',
    holds: (theirs, ours) =>
      ours.error === 'BudgetError' || theirs.error === 'SyntaxError' || theirs.error === 'MemoryError',
  },
  {
    reason: 'Jinja2 does not look at what a constant makes unreachable, and so not for its filters',
    holds: (_theirs, ours) => ours.error === 'TemplateAssertionError',
  },
  {
    reason: 'addresses of objects differ',
    holds: (theirs, ours) => differInDigits(theirs.text ?? '', ours.text ?? ''),
  },
  {
    reason: 'complex numbers are not available',
    holds: (theirs, ours) =>
      ours.message?.includes('complex') === true || theirs.message?.includes('complex') === true,
  },
]

/** Whether two texts are the same but for hexadecimal digits. */
function differInDigits(a: string, b: string): boolean {
  const blanked = (text: string) => text.replace(/[\da-f]/gi, '0')
  return blanked(a) === blanked(b) && /0.*x.*7.*f/is.test(a)
}

/** Renders every case with both. */
export function compare(jinja2: Jinja2, cases: readonly Case[]): Comparison {
  const theirs = renderTheirs(jinja2, cases)
  let sameText = 0
  let sameError = 0
  const explained = new Map<string, number>()
  const different: Comparison['different'][number][] = []
  cases.forEach((each, i) => {
    const [expected, ours] = [theirs[i]!, renderOurs(each)]
    if (expected.error === undefined ? expected.text === ours.text : expected.error === ours.error) {
      if (expected.error === undefined) sameText++
      else sameError++
      return
    }
    const known = EXPLANATIONS.find(({ holds }) => holds(expected, ours))
    if (known === undefined) different.push({ case: each, theirs: expected, ours })
    else explained.set(known.reason, (explained.get(known.reason) ?? 0) + 1)
  })
  return { sameText, sameError, explained, different }
}

/** The first of the differences, to be read. */
export function shown({ different }: Comparison): string {
  return different
    .slice(0, 5)
    .map(({ case: { template, context }, theirs, ours }) =>
      [
        `template: ${template}`,
        `context:  ${context}`,
        `theirs:   ${JSON.stringify(theirs)}`,
        `ours:     ${JSON.stringify(ours)}`,
      ].join('\n'),
    )
    .join('\n\n')
}

function renderTheirs({ python, folder }: Jinja2, cases: readonly Case[]): readonly Result[] {
  const script = join(import.meta.dirname, 'jinja2-render.py')
  const { status, stdout, stderr } = spawnSync(python, [script, folder], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 1024 * 1024 * 1024,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8', PYTHONDONTWRITEBYTECODE: '1' },
  })
  if (status !== 0) throw new Error(`Jinja2 did not run: ${stderr.slice(-2_000)}`)
  return JSON.parse(stdout) as Result[]
}

function renderOurs({ template, context, mode }: Case): Result {
  try {
    const text = compileTemplate(template, { mode }).render(Buffer.from(context))
    return { text: text.replace(/0x[0-9a-f]{6,}/g, '0x…') }
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.kind, message: error.problem }
    throw error
  }
}
