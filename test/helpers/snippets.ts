/** Code blocks of Markdown files. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../servers/cache.ts'

/** A fenced block: where it begins, what it is said to be, what is in it. */
export interface Snippet {
  /** `README.md:7` */
  readonly at: string
  readonly language: string
  readonly text: string
}

/** What people read, from the repository's folder. */
export const documents: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  ...globSync('{docs,sinks,bench}/*.md', { cwd: ROOT }),
].sort()

/** A file of the repository. */
export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

/** Every fenced block of the documents in one language; of all languages where none is named. */
export function snippets(language?: string): readonly Snippet[] {
  return documents.flatMap(snippetsOf).filter(snippet => snippet.language === (language ?? snippet.language))
}

/** The programs of the docs that use the library. */
export function programs(): readonly Snippet[] {
  return snippets('ts').filter(({ text }) => text.includes("from 'sluice'"))
}

/** What a program of the docs is said to print: behind `// ` on each line with a console.log. */
export function printedBy(program: string): readonly string[] {
  return [...program.matchAll(/^\s*console\.log\(.*\) \/\/ (.*)$/gm)].map(([, printed]) => printed!)
}

function snippetsOf(file: string): Snippet[] {
  const text = textOf(file)
  return [...text.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map(({ index, 2: language, 3: block }) => ({
    at: `${file}:${text.slice(0, index).split('\n').length}`,
    language: language!,
    text: block!,
  }))
}
