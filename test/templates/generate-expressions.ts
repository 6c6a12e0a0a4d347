import type { Random } from '../helpers/random.ts'

/** What an expression is to be, more or less. */
export type Kind = 'str' | 'num' | 'list' | 'dict' | 'bool' | 'any'

const KINDS: readonly Kind[] = ['str', 'num', 'list', 'dict', 'bool']

/** An expression of that kind, so large at most, over the context's names and those in scope. */
export function expression(draw: Random, kind: Kind, size: number, scope: readonly string[]): string {
  // Now and then something else, as templates go wrong.
  const wanted = kind === 'any' || draw.below(120) === 0 ? draw.pick(KINDS) : kind
  if (scope.length > 0 && draw.below(6) === 0) return coerced(draw, draw.pick(scope), wanted)
  if (size <= 0) return leaf(draw, wanted)
  const of = (each: Kind) => expression(draw, each, size - 1, scope)
  const common = draw.below(14)
  if (common === 0) return `(${of(wanted)} if ${of('bool')} else ${of(wanted)})`
  if (common === 1) return `(${of(wanted)} ${draw.pick(['or', 'and'])} ${of(wanted)})`
  if (common === 2) return `(${of('any')}|default(${of(wanted)}${draw.pick(['', ', true'])}))`
  if (common === 3) {
    const found = lookUp(draw)
    return draw.below(4) === 0 ? coerced(draw, found, wanted) : `(missing|default(${of(wanted)}, true))`
  }
  return draw.pick(MAKERS[wanted])(of, draw)
}

/** A name of any kind as that kind, mostly. */
function coerced(draw: Random, name: string, kind: Kind): string {
  const forms: { readonly [kind in Kind]: string } = {
    str: `(${name}|string)`,
    num: `(${name}|int)`,
    list: `[${name}]`,
    dict: `{'x': ${name}}`,
    bool: name,
    any: name,
  }
  return draw.below(5) === 0 ? name : forms[kind]
}

/** Something of the context that may be there or not, and be anything. */
function lookUp(draw: Random): string {
  return draw.pick([
    `rows[0].${draw.pick(['a', 'b', 'slug', 'nope'])}`,
    `d['${draw.pick(['a', 'items', 'b', 'C', '10'])}']`,
    `d.${draw.pick(['a', 'b', 'C', 'nope'])}`,
    `l[${draw.pick(['0', '-1', '9', '1'])}]`,
    'missing',
    'nested.1.0',
  ])
}

function leaf(draw: Random, kind: Kind): string {
  switch (kind) {
    case 'str':
      return draw.pick(['s', 't', 's', "'abc'", '"x y"', "'é\\n'", "''", 'd.a', "'A' 'b'", "'<i>'"])
    case 'num':
      return draw.pick([
        'i',
        'f',
        '1',
        '2',
        '0',
        '-3',
        '2.5',
        '1.0',
        '10',
        '1e3',
        '0x1f',
        '1_000',
        'true',
        '(rows|length)',
      ])
    case 'list':
      return draw.pick([
        'l',
        'nums',
        'words',
        'rows',
        'nested',
        '[]',
        '[1, 2, 3]',
        "['b', 'a', 'C']",
        '(1, 2)',
        'range(4)',
        '(3,)',
        "[1, 'a', none]",
        'pairs',
        '[[1, 2], [3]]',
        '[2.0, 1]',
      ])
    case 'dict':
      return draw.pick([
        'd',
        '{}',
        "{'a': 1, 'b': [2]}",
        "{1: 'x', 2.0: none}",
        'rows[0]',
        'dict(a=1, b=2)',
        "{'z': 1, 'y': 2}",
      ])
    default:
      return draw.pick(['true', 'false', 'none', 'flag', 'missing', 'null', 'True', 'None'])
  }
}

type Make = (of: (kind: Kind) => string, draw: Random) => string

const STR: readonly Make[] = [
  of => `(${of('str')} ~ ${of('any')})`,
  of => `(${of('str')} + ${of('str')})`,
  (of, draw) =>
    `(${of('str')}|${draw.pick(['upper', 'lower', 'title', 'capitalize', 'trim', 'e', 'escape', 'forceescape', 'striptags', 'string', 'reverse', 'safe', 'urlencode', 'urlize', 'first', 'last', 'tojson', 'pprint', 'wordcount', 'list', 'length'])})`,
  (of, draw) =>
    `(${of('any')}|${draw.pick(['string', 'tojson', 'pprint', 'tojson(indent=2)', 'e', 'upper', 'urlencode', 'filesizeformat', 'wordcount', 'striptags', 'trim', 'capitalize', 'center(20)', 'xmlattr', 'wordwrap(5)', 'truncate(5)', 'indent'])})`,
  (of, draw) =>
    `(${of('str')}|replace(${of('str')}, ${draw.pick(["'-'", "''", of('str')])}${draw.pick(['', ', 1'])}))`,
  (of, draw) =>
    `(${of('str')}|truncate(${draw.pick(['3', '5', '8'])}${draw.pick(['', ', true', ", false, '…'", ", true, '', 0", ', leeway=0'])}))`,
  (of, draw) =>
    `(${of('str')}|${draw.pick(['center(12)', 'indent(2, true)', "indent('> ', blank=true)", 'wordwrap(6)', 'wordwrap(4, false)', "wordwrap(7, true, '|')", "trim('a ')", 'wordwrap(5, break_on_hyphens=false)'])})`,
  (of, draw) =>
    `(${of('list')}|join${draw.pick(['', "(', ')", "('-')", '(1)', "(', ', attribute='a')", "(attribute='slug')"])})`,
  (of, draw) =>
    `${of('str')}.${draw.pick(['upper()', 'lower()', 'title()', 'capitalize()', 'swapcase()', 'casefold()', 'strip()', "lstrip('a')", 'rstrip()', 'zfill(6)', "center(9, '*')", "ljust(8, '.')", 'rjust(8)', "replace('a', 'o')", "replace('', '-', 2)", 'expandtabs(4)', "removeprefix('a')", "removesuffix('c')", 'format(1, 2)', 'join(words)', "translate({97: 'X', 98: none})"])}`,
  (of, draw) =>
    `${of('str')}[${draw.pick(['0', '-1', ':2', '1:', '::-1', '-3:', '1:4:2', ':', '7', '::2', '-1:0:-1'])}]`,
  (of, draw) =>
    `(${draw.pick(["'%s'", "'%5s|'", "'%-6s|'", "'%r'", "'%.2s'", "'%%%s'", "'%d'", "'%x'", "'%05.1f'", "'%e'", "'%g'", "'%+d'", "'%c'", "'%i'", "'%#o'"])} % ${draw.pick([of('num'), of('str'), of('any')])})`,
  of => `('%s-%s'|format(${of('any')}, ${of('any')}))`,
  (of, draw) => `('%(a)s'|format(a=${of(draw.pick(['str', 'num', 'any']))}))`,
  (of, draw) =>
    `${draw.pick(["'{}'", "'{0}-{0}'", "'{:>8}'", "'{!r:^10}'", "'{:*<6}'", "'{:,}'", "'{:.2f}'", "'{:+d}'", "'{:x}'", "'{:e}'", "'{:%}'", "'{:g}'", "'{0:{1}}'", "'{:08.3f}'", "'{:_}'", "'{:#b}'", "'{:=+9}'", "'{:.3}'"])}.format(${draw.pick([of('num'), of('num'), of('str'), of('any')])}, ${draw.pick(['5', "'>4'", '1'])})`,
  (of, draw) => `(${of('str')} * ${draw.pick(['0', '2', '3', '-1'])})`,
  of => `(${of('dict')}|xmlattr)`,
  of => `(${of('dict')}|urlencode)`,
  (of, draw) => `(${of('str')}|${draw.pick(['e', 'safe'])} ${draw.pick(['~', '+'])} ${of('str')})`,
  of => `${of('str')}.partition('a')`,
]

const NUM: readonly Make[] = [
  (of, draw) => `(${of('num')} ${draw.pick(['+', '-', '*', '/', '//', '%', '+', '-'])} ${of('num')})`,
  (of, draw) => `(${of('num')} ** ${draw.pick(['2', '3', '0', '2.0'])})`,
  of => `(-${of('num')})`,
  (of, draw) =>
    `(${of('num')}|${draw.pick(['abs', 'int', 'float', 'round', 'round(1)', "round(0, 'floor')", "round(1, 'ceil')", 'round(-1)', 'round(2)'])})`,
  (of, draw) =>
    `(${of('any')}|${draw.pick(['int', 'int(-1)', 'float', 'float(2.5)', 'int(0, 16)', 'int(base=8)'])})`,
  (of, draw) =>
    `(${of('list')}|${draw.pick(['length', 'count', 'sum', 'max', 'min', 'first', 'last', "sum(attribute='n')", 'sum(start=10)', "max(attribute='n')", "min(attribute='slug')", 'max(case_sensitive=true)'])})`,
  (of, draw) =>
    `${of('str')}.${draw.pick(["find('a')", "count('a')", "rfind('l', 2)", "index('b')", "find('e', 1, 4)", "rindex('a')", "count('')"])}`,
  of => `(${of('str')}|length)`,
  (of, draw) =>
    `${of('num')}.${draw.pick(['real', 'imag', 'bit_length()', 'is_integer()', 'numerator', 'conjugate()', 'as_integer_ratio()', 'hex()'])}`,
  of => `${of('list')}.index(${of('num')})`,
]

const LIST: readonly Make[] = [
  of => `[${of('any')}, ${of('any')}]`,
  of => `(${of('any')}, ${of('any')})`,
  of => `(${of('list')} + ${of('list')})`,
  (of, draw) =>
    `(${of('list')}|${draw.pick(['sort', 'sort(reverse=true)', 'unique|list', 'reverse|list', 'list', "sort(attribute='a')", "sort(attribute='n,slug')", 'sort(case_sensitive=true)', 'batch(2)|list', "batch(3, 'x')|list", 'slice(2)|list', 'slice(3, 0)|list', "map('string')|list", "map(attribute='a')|list", "map(attribute='zz', default='-')|list", "map('upper')|list", 'select|list', 'reject|list', "select('string')|list", "reject('number')|list", "select('gt', 1)|list", "selectattr('a')|list", "rejectattr('b')|list", "selectattr('n', '>', 0)|list", "rejectattr('slug', 'in', ['abc'])|list", "groupby('a')|list", "groupby('slug', default='q')", "unique(attribute='a')|list", "map('default', 1)|list", "map('int')|sort", "map('length')|list", 'unique(true)|list', 'select("odd")|list', "map('join', '-')|list", 'map("replace", "a", "b")|list'])})`,
  (of, draw) =>
    `(${of('dict')}${draw.pick(['.keys()', '.values()', '.items()', '|dictsort', "|dictsort(by='value')", '|dictsort(true)', '|dictsort(reverse=true)', '|items|list', '|list', '.keys()|list', '.values()|sort', '.copy()'])})`,
  (of, draw) =>
    `${of('str')}.${draw.pick(['split()', "split('a')", "split(',', 1)", 'splitlines()', "rsplit(' ', 1)", 'splitlines(true)', "partition('-')", "rpartition('a')", 'split(none, 1)', 'rsplit(none, 1)'])}`,
  (of, draw) => `${of('list')}[${draw.pick([':2', '1:', '::-1', '-2:', '::2', '5:1:-1', ':', ':0'])}]`,
  (_of, draw) =>
    `(range(${draw.pick(['3', '1, 4', '5, 0, -2', '0', '2, 2'])})${draw.pick(['', '|list', '[1:]', '|reverse|list', '|sum', '[::-1]'])})`,
  of => `(${of('list')} * 2)`,
  of => `(${of('str')}|list)`,
  of => `${of('list')}.count(${of('any')})`,
]

const DICT: readonly Make[] = [
  of => `{'k': ${of('any')}, ${of('str')}: ${of('any')}}`,
  of => `dict(${of('dict')}, z=${of('any')})`,
  of => `dict(${of('dict')}|items)`,
  of => `{${of('num')}: ${of('any')}, true: 1}`,
  of => `(${of('list')}|first)`,
  (of, draw) =>
    `${of('dict')}.${draw.pick(["get('a')", "get('nope', 1)", "setdefault('q', 2)", "pop('a', 0)", 'copy()', 'popitem()', "update({'u': 1})", "fromkeys('ab')", 'clear()'])}`,
]

const BOOL: readonly Make[] = [
  (of, draw) => `(${of('num')} ${draw.pick(['<', '<=', '>', '>=', '==', '!='])} ${of('num')})`,
  (of, draw) => `(${of('any')} ${draw.pick(['==', '!=', '=='])} ${of('any')})`,
  (of, draw) => `(${of('str')} ${draw.pick(['<', '>=', 'in', 'not in', '=='])} ${of('str')})`,
  (of, draw) => `(${of('any')} ${draw.pick(['in', 'not in'])} ${of(draw.pick(['list', 'dict']))})`,
  of => `(not ${of('any')})`,
  (of, draw) =>
    `(${of('any')} is ${draw.pick(['', 'not '])}${draw.pick(['defined', 'undefined', 'none', 'string', 'number', 'mapping', 'sequence', 'iterable', 'callable', 'boolean', 'integer', 'float', 'true', 'false', 'escaped', 'odd', 'even', 'upper', 'lower', 'divisibleby 3', 'filter', 'test', "in ['a', 1, 'abc']", 'sameas none', 'eq 1', "ne 'a'", 'gt(1)', 'lessthan 5', 'le 3'])})`,
  (of, draw) =>
    `${of('str')}.${draw.pick(["startswith('a')", "endswith(('c', 'd'))", 'isdigit()', 'isalpha()', 'isupper()', 'islower()', 'isspace()', 'istitle()', 'isalnum()', 'isnumeric()', 'isidentifier()', 'isprintable()', 'isascii()', 'isdecimal()', "startswith('b', 1)"])}`,
  of => `(${of('num')} < ${of('num')} <= ${of('num')})`,
  of => `(${of('list')} < ${of('list')})`,
]

const MAKERS: { readonly [kind in Exclude<Kind, 'any'>]: readonly Make[] } & {
  readonly any: readonly Make[]
} = {
  str: STR,
  num: NUM,
  list: LIST,
  dict: DICT,
  bool: BOOL,
  any: STR,
}
