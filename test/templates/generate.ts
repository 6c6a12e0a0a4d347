/** Templates and contexts at random, of every kind of tag, filter, test, method and operator; the same for the same seed. */
import { Random } from '../helpers/random.ts'
import { expression, type Kind } from './generate-expressions.ts'

/** One thing to be rendered. */
export interface Case {
  readonly template: string
  /** A JSON object. */
  readonly context: string
  readonly mode: 'text' | 'headers'
}

/** So many cases. */
export function generate(seed: number, count: number): Case[] {
  const draw = new Random(seed)
  return Array.from({ length: count }, () => {
    const made = new Maker(draw)
    return { template: made.template(), context: context(draw), mode: 'text' as const }
  })
}

const SIGNS = ['', '', '', '', '-', '+']

class Maker {
  readonly #draw: Random
  #names = 0

  constructor(draw: Random) {
    this.#draw = draw
  }

  template(): string {
    const parts = Array.from({ length: 1 + this.#draw.below(2) }, () => this.#statement(0, []))
    return parts.join(this.#text())
  }

  #text(): string {
    return this.#draw.pick(['', ' ', '\n', ' a ', '\n  ', '<b>', ' é ', "'x'\n", '\t'])
  }

  #tag(inside: string): string {
    const [open, close] = [this.#draw.pick(SIGNS), this.#draw.pick(SIGNS)]
    return `{%${open} ${inside} ${close}%}`
  }

  #print(scope: readonly string[]): string {
    const open = this.#draw.pick(SIGNS)
    return `{{${open} ${expression(this.#draw, 'any', 3, scope)} ${this.#draw.pick(['', '', '', '-'])}}}`
  }

  #name(): string {
    return `v${this.#names++ % 4}`
  }

  #body(depth: number, scope: readonly string[]): string {
    const count = 1 + this.#draw.below(2)
    return (
      Array.from({ length: count }, () => this.#text() + this.#statement(depth + 1, scope)).join('') +
      this.#text()
    )
  }

  #statement(depth: number, scope: readonly string[]): string {
    const draw = this.#draw
    const value = (kind: Kind, size = 2) => expression(draw, kind, size, scope)
    const kind = depth > 1 ? 0 : draw.below(26)
    if (kind < 11) return this.#print(scope)
    switch (kind) {
      case 11:
      case 12:
        return this.#for(depth, scope)
      case 13:
      case 14: {
        const more = draw.below(2) === 0 ? this.#tag(`elif ${value('bool')}`) + this.#body(depth, scope) : ''
        const rest = draw.below(2) === 0 ? this.#tag('else') + this.#body(depth, scope) : ''
        return `${this.#tag(`if ${value('bool')}`)}${this.#body(depth, scope)}${more}${rest}${this.#tag('endif')}`
      }
      case 15:
      case 16: {
        const name = draw.pick([this.#name(), draw.pick(['i', 's', 'x'])])
        return `${this.#tag(`set ${name} = ${value('any')}`)}${this.#text()}{{ ${name} }}`
      }
      case 17: {
        const name = this.#name()
        const filter = draw.pick(['', '|upper', '|trim', "|replace('a', 'b')", '|length'])
        return `${this.#tag(`set ${name}${filter}`)}${this.#body(depth, scope)}${this.#tag('endset')}{{ ${name} }}`
      }
      case 18: {
        const name = this.#name()
        return `${this.#tag(`with ${name} = ${value('any')}, q = ${value('any')}`)}${this.#body(depth, [...scope, name, 'q'])}${this.#tag('endwith')}`
      }
      case 19:
        return `${this.#tag(`filter ${draw.pick(['upper', 'title', 'trim', 'e', 'wordcount', 'indent(2)', "replace('a','o')|upper"])}`)}${this.#body(depth, scope)}${this.#tag('endfilter')}`
      case 20:
        return this.#macro(depth, scope)
      case 21:
        return `{%raw%}{{ ${draw.pick(['x', '%}', '{#'])} {%endraw%}{#${draw.pick(['-', ''])} note ${draw.pick(['-', '+', ''])}#}`
      case 22: {
        const name = `ns${this.#names++}`
        return `${this.#tag(`set ${name} = namespace(a=${value('any', 1)})`)}${this.#tag(`for i in ${value('list')}`)}${this.#tag(`set ${name}.a = ${draw.pick([`${name}.a ~ i`, 'i', 'loop.index', `${name}.a`])}`)}${this.#tag('endfor')}{{ ${name}.a }}`
      }
      case 23:
        return `${this.#tag(`autoescape ${draw.pick(['true', 'false', 'flag'])}`)}${this.#body(depth, scope)}${this.#tag('endautoescape')}`
      case 24: {
        const name = `b${this.#names++}`
        return `${this.#tag(`block ${name}${draw.pick(['', ' scoped'])}`)}${this.#body(depth, scope)}${this.#tag('endblock')}${draw.pick(['', `{{ self.${name}() }}`])}`
      }
      default:
        return this.#tag(`print ${value('any')}`)
    }
  }

  #for(depth: number, scope: readonly string[]): string {
    const draw = this.#draw
    const pair = draw.below(4) === 0
    const target = pair ? 'k, w' : draw.pick(['i', 'j', 'x'])
    const source = pair
      ? draw.pick(['d.items()', 'd|dictsort', 'd|items', 'pairs'])
      : expression(draw, draw.pick(['list', 'list', 'list', 'str', 'dict', 'any']), 2, scope)
    const names = [...scope, ...(pair ? ['k', 'w'] : [target])]
    const filter = draw.below(4) === 0 ? ` if ${expression(draw, 'bool', 1, names)}` : ''
    const recursive = !pair && filter === '' && draw.below(8) === 0
    const loop = draw.pick([
      ...[
        'loop.index',
        'loop.index0',
        'loop.revindex',
        'loop.revindex0',
        'loop.first',
        'loop.last',
        'loop.length',
        'loop',
      ],
      ...[
        'loop.depth',
        'loop.previtem',
        'loop.nextitem',
        "loop.cycle('a', 'b')",
        `loop.changed(${names.at(-1)!})`,
      ],
    ])
    const seen = draw.below(2) === 0 ? `{{ ${loop} }}` : ''
    const deeper = recursive
      ? `{% if loop.depth < 3 and ${target} is iterable and ${target} is not string %}[{{ loop(${target}) }}]{% endif %}`
      : ''
    const rest = draw.below(3) === 0 ? this.#tag('else') + this.#body(depth, scope) : ''
    const set = draw.below(4) === 0 ? this.#tag(`set s = ${expression(draw, 'any', 1, names)}`) : ''
    return `${this.#tag(`for ${target} in ${source}${filter}${recursive ? ' recursive' : ''}`)}${seen}${deeper}${set}${this.#body(depth, names)}${rest}${this.#tag('endfor')}`
  }

  #macro(depth: number, scope: readonly string[]): string {
    const draw = this.#draw
    const name = `m${this.#names++}`
    const extras = draw.pick([
      '',
      '{{ varargs }}',
      '{{ kwargs }}',
      '{{ caller() if caller else "" }}',
      `{{ ${name}.name }}{{ ${name}.arguments }}`,
    ])
    const parameters = draw.pick(['a, b=1', 'a', '', 'a=s, b=a'])
    const inner = parameters === '' ? scope : [...scope, 'a', 'b']
    const macro = `${this.#tag(`macro ${name}(${parameters})`)}${extras}${this.#body(depth + 1, inner)}${this.#tag('endmacro')}`
    const fitting =
      parameters === ''
        ? ['']
        : parameters === 'a'
          ? ['', '1', "a='x'"]
          : ['', '1', "'x', 2", 'b=3', '1, b=[2]']
    const given = draw.pick(draw.below(3) === 0 ? ['1, 2, 3', 'a=1, c=2', '*l', '**d', "'x'"] : fitting)
    if (extras.includes('caller') && draw.below(2) === 0)
      return `${macro}${this.#tag(`call ${name}(${given})`)}${this.#body(depth + 1, scope)}${this.#tag('endcall')}`
    return `${macro}{{ ${name}(${given}) }}`
  }
}

function context(draw: Random): string {
  const text = () =>
    draw.pick([
      'abc',
      'Hello World',
      '',
      'a-b_c d',
      'ÄÖ ß',
      '<a href="x">&amp;</a>',
      "it's",
      '12',
      ' 3.5 ',
      'line1\nline2',
      'ǆ',
      'x,y,z',
      '192.0.2.1/24',
      '😀 smile',
      'tab\there',
      'ABC',
      'http://x.example/a?b=c d',
    ])
  const number = () =>
    draw.pick([
      '0',
      '1',
      '-7',
      '42',
      '3.5',
      '1.0',
      '-0.5',
      '1e3',
      '12345678901234567890',
      '0.1',
      '2.675',
      '1e20',
      '-2',
    ])
  const simple = (): string =>
    draw.pick([number, () => JSON.stringify(text()), () => draw.pick(['true', 'false', 'null'])])()
  const list = () =>
    `[${Array.from({ length: draw.below(5) }, draw.pick([number, () => JSON.stringify(text()), simple])).join(', ')}]`
  const member = () =>
    `{"a": ${simple()}, "b": ${simple()}, "slug": ${JSON.stringify(text())}, "n": ${number()}}`
  const rows = () => `[${Array.from({ length: draw.below(4) }, member).join(', ')}]`
  const dict = `{${['b', 'a', 'items', 'C', 'x y', '10', '2']
    .filter(() => draw.below(2) === 0)
    .map(key => `"${key}": ${draw.pick([simple, list, member])()}`)
    .join(', ')}}`
  return `{"s": ${JSON.stringify(text())}, "t": ${JSON.stringify(text())}, "i": ${number()}, "f": ${number()}, "l": ${list()}, "nums": [${Array.from({ length: draw.below(5) }, number).join(', ')}], "words": [${Array.from({ length: draw.below(4) }, () => JSON.stringify(text())).join(', ')}], "rows": ${rows()}, "d": ${dict}, "pairs": [["a", 1], ["b", [2]]], "nested": [1, [2, [3, []]], "x"], "null": null, "flag": ${draw.pick(['true', 'false'])}}`
}
