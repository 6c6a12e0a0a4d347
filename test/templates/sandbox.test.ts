/** Templates by somebody who means harm: none reaches beyond the context, none holds the process or fills its memory. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileTemplate, TemplateError } from '../../src/templates/index.ts'

/** Look-ups that reach for what JavaScript or Python keeps behind a value; each prints nothing or ends in an error. */
const REACHES = [
  "{{ ''.constructor }}",
  "{{ ''.constructor.constructor('return process')() }}",
  "{{ d.constructor.constructor('return process')().exit() }}",
  "{{ d['constructor'] }}",
  "{{ d['__proto__'] }}",
  "{{ d['__proto__']['polluted'] }}",
  '{{ d.__proto__.toString }}',
  '{{ d.toString }}',
  '{{ d.hasOwnProperty }}',
  '{{ d.valueOf() }}',
  '{{ l.constructor }}',
  "{{ l.map.constructor('return 1')() }}",
  '{{ l.__lookupGetter__ }}',
  '{{ range.constructor }}',
  "{{ range.call.constructor('return process')() }}",
  '{{ range.prototype }}',
  '{{ cycler.__init__.__globals__.os }}',
  '{{ joiner.__init__.__globals__ }}',
  "{{ lipsum.__globals__['os'].popen('id').read() }}",
  "{{ ''.__class__.__mro__[1].__subclasses__() }}",
  "{{ ''['__class__']['__base__'] }}",
  "{{ (''|attr('__class__')).__mro__ }}",
  "{{ ()|attr('__class__')|attr('__base__')|attr('__subclasses__') }}",
  '{{ self.__init__.__globals__ }}',
  '{{ self._TemplateReference__context }}',
  '{{ loop.__class__ }}{% for x in l %}{{ loop.__class__.__init__.__globals__ }}{% endfor %}',
  '{% macro m() %}{% endmacro %}{{ m.__call__.__globals__ }}',
  '{% macro m() %}{% endmacro %}{{ m.constructor }}',
  "{{ '{0.__class__.__mro__}'.format('') }}",
  "{{ '{0.constructor.constructor}'.format('') }}",
  "{{ '{x.__init__.__globals__}'.format_map({'x': lipsum}) }}",
  "{{ '%(constructor)s' % d }}",
  "{{ [d]|map(attribute='constructor.name')|list|first.x }}",
  "{{ [d]|map(attribute='__proto__')|map(attribute='toString')|list|first.x }}",
  "{{ [d]|sum(attribute='constructor') }}",
  "{{ [d]|groupby('__class__.x') }}",
  "{{ l|map('constructor')|list }}",
  "{{ l|select('__proto__')|list }}",
  "{{ l|map('hasOwnProperty')|list }}",
  '{{ 1|toString }}',
  '{{ 1 is hasOwnProperty }}',
  '{{ process }}{{ globalThis }}{{ require }}{{ process.env.x }}',
  "{{ 'PATH'|env }}{{ 'SECRET'|env.x }}",
  '{{ namespace.constructor }}{{ namespace().constructor.x }}',
  '{{ namespace(__proto__={}).toString.x }}',
  '{{ dict(__proto__=1).toString.x }}',
  '{{ 1 .constructor }}{{ true.constructor.x }}',
  '{{ none.constructor.x }}',
  '{% set d.__proto__ = 1 %}',
  '{% set n = namespace() %}{% set n.__proto__ = d %}{{ n.toString.x }}',
  "{{ d.update({'__proto__': {'polluted': 1}}) or {}.polluted.x }}",
  '{% include "/etc/passwd" %}',
  '{% import "os" as os %}',
  '{% from "os" import system %}',
  '{% extends "/etc/passwd" %}',
]

/** Work without end or measure; each ends in the budget's error, or is refused. */
const BOMBS = [
  '{{ range(5000000)|list }}',
  '{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}',
  '{% for i in range(99999) %}{% for j in range(99999) if j > i %}x{% endfor %}{% endfor %}',
  "{{ 'x'.center(200000000)|length }}",
  "{{ 'x'|center(999999999) }}",
  "{{ 'x' * 1000000000 }}",
  '{{ [0] * 1000000000 }}',
  "{{ 'x'.ljust(10 ** 12) }}{{ 'x'.zfill(10 ** 12) }}",
  "{{ 'a\\tb'.expandtabs(10 ** 9) }}",
  "{{ '%1000000000d' % 1 }}",
  "{{ '%.1000000000f' % 1 }}",
  "{{ '{:1000000000}'.format(1) }}",
  "{{ '{:.1000000000f}'.format(1.5) }}",
  "{{ '{:0>{}}'.format(1, 10 ** 9) }}",
  '{{ 10 ** 10000000 }}',
  '{{ 2 ** (2 ** (2 ** (2 ** (2 ** 2)))) }}',
  '{% set n = namespace(x=10) %}{% for i in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}',
  "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
  "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
  '{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}',
  '{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}',
  '{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|tojson }}',
  '{% set n = namespace(x=[1], y=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}',
  '{% set n = namespace(x=[1]) %}{% for i in range(50000) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}',
  '{% set n = namespace(x=[1]) %}{% for i in range(50000) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x|pprint }}',
  '{% set x = [1] %}{% for y in x %}{{ x.append(y) or "" }}{% endfor %}',
  '{% set x = [1] %}{{ x.extend(x * 1000) or "" }}{% for i in range(100) %}{{ x.extend(x) or "" }}{% endfor %}',
  '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
  '{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}',
  '{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}',
  '{% block a %}{{ self.a() }}{% endblock %}',
  '{% set x = [] %}{{ x.append(x) }}{% for y in x recursive %}{{ loop(y) }}{% endfor %}',
  '{% macro m() %}{% call m() %}{% endcall %}{{ caller() if caller }}{% endmacro %}{{ m() }}',
  "{{ range(100000)|map('string')|join('x' * 1000) }}",
  "{{ ('a' * 1000000)|replace('a', 'b' * 1000000) }}",
  "{{ ('a' * 1000000).replace('', 'b' * 1000) }}",
  "{{ ('a ' * 1000000)|wordwrap(1, wrapstring='x' * 10000) }}",
  "{{ ('a\\n' * 1000000)|indent(100000) }}",
  "{{ [1]|batch(1000000000, 'x')|list }}",
  '{{ [1]|slice(1000000000)|list }}',
  '{{ lipsum(1000000000) }}',
  '{{ lipsum(1, true, 999999999, 1000000000) }}',
  "{% set s = 'a' * 4000000 %}{% for i in range(100000) %}{{ 'b' in s }}{% endfor %}",
  "{% set s = 'a' * 4000000 %}{% for i in range(100000) %}{% if s.count('b') %}{% endif %}{% endfor %}",
  "{% for i in range(100000) %}{{ 'x' * 1000 }}{% endfor %}",
  "{% set s %}{% for i in range(100000) %}{{ 'x' * 1000 }}{% endfor %}{% endset %}",
  '{{ [range(100000)|list] * 1000 }}',
  "{{ dict.fromkeys(range(100000)|map('string'), 1)|tojson(indent=9000) }}",
  "{{ {'a': [1]}|tojson('x' * 10000000) }}",
  "{% set s = 'a1' * 4000000 %}{% for i in range(1000) %}{% if s.istitle() %}{% endif %}{{ s.title()|length }}{% endfor %}",
  "{{ ('%%' * 4000000) % () }}{{ ('%%' * 4000000) % () }}",
  "{{ ('{{' * 4000000).format()|length }}",
  "{% set s = 'a' * 1000000 %}{% for i in range(100000) %}{{ s[i] }}{{ s|length }}{% endfor %}",
  `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`,
  `{{ ${'['.repeat(5000)}${']'.repeat(5000)} }}`,
  `{{ ${'-'.repeat(5000)}1 }}`,
  `{{ ${'not '.repeat(5000)}1 }}`,
  `{{ 1${' + 1'.repeat(20_000)} }}`,
  `{{ s${'|upper'.repeat(20_000)} }}`,
  `{{ d${'.a'.repeat(20_000)} }}`,
  `${'{% if 1 %}'.repeat(3000)}${'{% endif %}'.repeat(3000)}`,
  `${'{% for x in l %}'.repeat(90)}x${'{% endfor %}'.repeat(90)}`,
  `{{ 1 if 1${' else 1 if 1'.repeat(3000)} else 2 }}`,
  `{{ '${'{:{'.repeat(1000)}${'}}'.repeat(1000)}'.format(1) }}`,
]

const CONTEXT = { d: { a: 1 }, l: [1, 2, 3], s: 'text' }
const ENV = { allow: ['SLUICE_*'], values: { SECRET: 'hidden', SLUICE_X: 'shown', PATH: '/bin' } }
/** What no render may show: pieces of functions, of prototypes, of the process, of the environment. */
const LEAK = /native code|function|\[object|process\.|root:|hidden|\/bin|polluted|subclasses/

test(`none of ${REACHES.length} look-ups reaches beyond the template's own data`, () => {
  for (const template of REACHES) {
    let text = ''
    try {
      text = compileTemplate(template, { mode: 'text', env: ENV }).render(CONTEXT)
    } catch (error) {
      assert.ok(error instanceof TemplateError, `${template}: ${String(error)}`)
      assert.notEqual(error.kind, 'ReferenceError', template)
      continue
    }
    assert.doesNotMatch(text.replace(/<(?:class|built-in method)[^>]*>/g, ''), LEAK, template)
  }
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  assert.deepEqual(CONTEXT, { d: { a: 1 }, l: [1, 2, 3], s: 'text' }, 'the context stays as it was')
})

for (const template of BOMBS) {
  test(`ends in bounded time and memory: ${template.slice(0, 90)}`, () => {
    const before = process.memoryUsage()
    const begun = process.cpuUsage()
    assert.throws(
      () => compileTemplate(template, { mode: 'text' }).render(CONTEXT),
      (error: unknown) => error instanceof TemplateError,
    )
    const { user, system } = process.cpuUsage(begun)
    const after = process.memoryUsage()
    assert.ok(user + system < 5_000_000, `${(user + system) / 1e6} s of CPU`)
    assert.ok(after.rss - before.rss < 400 * 2 ** 20, `${(after.rss - before.rss) / 2 ** 20} MiB more`)
  })
}
