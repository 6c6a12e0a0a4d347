import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileGoTemplate } from '../../../src/templates/go/index.ts'
import { TemplateError } from '../../../src/templates/index.ts'

const BOMBS = [
  '{{range 99999}}{{range 99999}}x{{end}}{{end}}',
  '{{range 1000000000}}{{end}}',
  '{{printf "%1000000000d" 1}}',
  '{{printf "%.1000000000f" 1.5}}',
  '{{define "t"}}{{template "t" .}}{{end}}{{template "t" .}}',
  '{{$x := "ab"}}{{range 60}}{{$x = print $x $x}}{{end}}',
  '{{$x := "ab"}}{{range 60}}{{$x = printf "%s%s" $x $x}}{{end}}',
  '{{range 99999}}{{printf "%1000s" "x"}}{{end}}',
  `{{${'('.repeat(5000)}1${')'.repeat(5000)}}}`,
  `${'{{if 1}}'.repeat(5000)}${'{{end}}'.repeat(5000)}`,
]

test('none of these holds the process or fills its memory', () => {
  for (const template of BOMBS) {
    const begun = process.cpuUsage()
    assert.throws(() => compileGoTemplate(template).render({}), TemplateError, template)
    const { user, system } = process.cpuUsage(begun)
    assert.ok(user + system < 5_000_000, template)
  }
})

test('a template sees its context and nothing behind it', () => {
  const render = (template: string) => compileGoTemplate(template).render({ a: {}, l: [], s: '' })
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    assert.equal(render(`{{.${name}}}{{.a.${name}}}{{index . "${name}"}}`), '<no value>'.repeat(3))
    assert.throws(() => render(`{{.s.${name}}}`), TemplateError)
    assert.throws(() => render(`{{.l.${name}}}`), TemplateError)
    assert.throws(() => render(`{{${name}}}`), TemplateError)
  }
})
