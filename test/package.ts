/**
 * `npm run test:package`: packs what would be published, installs it into an empty folder as a user does, and tries it
 * with the Node of this repository and with the oldest one it promises to run on.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printedBy, programs } from './helpers/snippets.ts'
import { ROOT } from './servers/cache.ts'

const oldest = '24.0.0'

const folder = mkdtempSync(join(tmpdir(), 'sluice-package-'))
try {
  run(ROOT, 'npm', ['pack', '--silent', '--pack-destination', folder])
  const archive = readdirSync(folder).find(name => name.endsWith('.tgz'))!
  const user = join(folder, 'user')
  const old = join(folder, 'old')
  run(folder, 'npm', ['install', '--prefix', user, join(folder, archive)])
  run(folder, 'npm', [
    'install',
    '--prefix',
    old,
    '--no-save',
    `node-${process.platform}-${process.arch}@${oldest}`,
  ])

  const modules = readdirSync(join(user, 'node_modules'))
  check(!modules.some(name => /^node-(linux|bin|win)/.test(name)), 'a user does not download a Node')
  check(
    !modules.includes('typescript') && !modules.includes('uuid'),
    'a user gets nothing that is for development',
  )
  const installed = join(user, 'node_modules/sluice')
  check(
    !existsSync(join(installed, 'src')) && !existsSync(join(installed, 'test')),
    'sources stay out of the package',
  )
  check(
    existsSync(join(installed, 'README.md')) && existsSync(join(installed, 'docs/configuration.md')),
    'the docs are in the package',
  )

  const oldNode = join(old, `node_modules/node-${process.platform}-${process.arch}/bin/node`)
  for (const node of [process.execPath, oldNode]) tryOut(node, installed, user)
  checkTypes(user)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log('the package works')

function tryOut(node: string, installed: string, user: string): void {
  const version = run(user, node, ['--version']).trim()
  const sluice = (...words: string[]) =>
    quiet(user, node, [join(installed, 'dist/src/cli/main.js'), ...words])
  const { version: packed } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    version: string
  }
  check(sluice('--version').trim() === packed, `${version}: --version`)
  sluice('init', '--force', 'sluice.yaml')
  check(
    sluice('validate', '-c', 'sluice.yaml').includes('sluice.yaml is good'),
    `${version}: init and validate`,
  )
  const event = '{"event":"created","object_type":"dcim.device","data":{"status":{"value":"active"}}}'
  writeFileSync(join(user, 'event.json'), event)
  check(sluice('explain', '--event', 'event.json').includes('\n✔ '), `${version}: explain`)
  const last = sluice('demo', '--for', '3s', '--json').trim().split('\n').at(-1) ?? ''
  const { received, lost } = JSON.parse(last) as { received: number; lost: number }
  check(received > 0 && lost === 0, `${version}: demo, ${last}`)
  const program = "import('sluice').then(sluice => console.log(typeof sluice.loadConfig))"
  writeFileSync(join(user, 'try.mjs'), program)
  check(run(user, node, ['try.mjs']).trim() === 'function', `${version}: import of the library`)
  for (const [index, { at, text }] of programs().entries()) {
    const file = `program-${index}.mts`
    writeFileSync(join(user, file), text)
    check(
      quiet(user, node, ['--disable-warning=ExperimentalWarning', file]).trimEnd() ===
        printedBy(text).join('\n'),
      `${version}: the program at ${at}`,
    )
  }
}

/** The programs of the docs, as somebody compiles them who has the package and Node's types. */
function checkTypes(user: string): void {
  const options = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(ROOT, 'node_modules/@types')], skipLibCheck: false },
    include: ['*.mts'],
  }
  writeFileSync(join(user, 'tsconfig.json'), JSON.stringify(options))
  run(user, process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'])
  check(true, 'the types of the library')
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`does not hold: ${what}`)
  console.log(`ok: ${what}`)
}

/** Runs what has nothing to say on standard error: Node's warnings would be there. */
function quiet(cwd: string, command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 300_000 })
  if (status !== 0 || stderr !== '')
    throw new Error(`${command} ${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`)
  return stdout
}

function run(cwd: string, command: string, args: readonly string[]): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 300_000,
  })
}
