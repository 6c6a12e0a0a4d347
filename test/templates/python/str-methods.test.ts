import { fails, renders } from '../table.ts'

renders("each method does what Python's does", [
  [
    "{{ 'hello'.capitalize() }}{{ 'ẞ'.casefold() }}{{ 'a'.center(4, '*') }}{{ 'ab'.center(5) }}|{{ 'banana'.count('a') }}{{ 'banana'.count('an', 2) }}{{ 'aaa'.count('') }}",
    'Helloss*a**  ab |314',
  ],
  [
    "{{ 'abc'.endswith('c') }}{{ 'abc'.endswith(('x', 'bc')) }}{{ 'abc'.startswith('b', 1) }}{{ 'abc'.startswith('') }}{{ 'abc'.endswith('b', 0, 2) }}",
    'TrueTrueTrueTrueTrue',
  ],
  ["{{ 'a\\tb\\tcc'.expandtabs(4) }}{{ 'a\\t'.expandtabs() }}|", 'a   b   cca       |'],
  [
    "{{ 'banana'.find('na') }}{{ 'banana'.rfind('na') }}{{ 'banana'.find('x') }}{{ 'banana'.index('n', 3) }}{{ 'banana'.rindex('b') }}{{ 'abc'.find('', 9) }}",
    '24-140-1',
  ],
  [
    "{{ 'ab1'.isalnum() }}{{ 'ab'.isalpha() }}{{ 'é'.isascii() }}{{ '12'.isdecimal() }}{{ '²'.isdigit() }}{{ '½'.isnumeric() }}{{ 'a_1'.isidentifier() }}{{ '1a'.isidentifier() }}{{ 'a\\n'.isprintable() }}{{ ' \\t'.isspace() }}{{ ''.isspace() }}{{ ''.isascii() }}{{ ''.isalnum() }}",
    'TrueTrueFalseTrueTrueTrueTrueFalseFalseTrueFalseTrueFalse',
  ],
  ["{{ ', '.join(['a', 'b']) }}{{ ''.join('abc') }}{{ '-'.join(d) }}", 'a, babcb-a-items-nested'],
  [
    "{{ 'ab'.ljust(4, '.') }}{{ 'ab'.rjust(4, '.') }}{{ 'ab'.ljust(1) }}{{ '-5'.zfill(5) }}{{ '+a'.zfill(4) }}",
    'ab....abab-0005+00a',
  ],
  ["{{ 'ABC'.lower() }}{{ 'abc'.upper() }}{{ 'aBc'.swapcase() }}{{ 'a b'.title() }}", 'abcABCAbCA B'],
  [
    "[{{ '  a '.lstrip() }}][{{ '  a '.rstrip() }}][{{ 'xxaxx'.strip('x') }}][{{ 'abcba'.strip('ab') }}][{{ ' a '.strip(none) }}]",
    '[a ][  a][a][c][a]',
  ],
  [
    "{{ 'a-b-c'.partition('-') }}{{ 'a-b-c'.rpartition('-') }}{{ 'abc'.partition('x') }}{{ 'abc'.rpartition('x') }}",
    "('a', '-', 'b-c')('a-b', '-', 'c')('abc', '', '')('', '', 'abc')",
  ],
  [
    "{{ 'prefix-x'.removeprefix('prefix-') }}{{ 'x.py'.removesuffix('.py') }}{{ 'x'.removesuffix('') }}",
    'xxx',
  ],
  [
    "{{ 'aaa'.replace('a', 'b', 2) }}{{ 'abc'.replace('', '-') }}{{ 'abc'.replace('', '-', 2) }}{{ 'a'.replace('b', 'c') }}",
    'bba-a-b-c--a-bca',
  ],
  [
    "{{ 'a b  c '.split() }}{{ 'a,b,,c'.split(',') }}{{ 'a,b,c'.split(',', 1) }}{{ 'a,b,c'.rsplit(',', 1) }}{{ ' a  b c'.split(none, 1) }}{{ 'a b c '.rsplit(none, 1) }}{{ ''.split() }}{{ ''.split(',') }}",
    "['a', 'b', 'c']['a', 'b', '', 'c']['a', 'b,c']['a,b', 'c']['a', 'b c']['a b', 'c'][]['']",
  ],
  [
    "{{ 'abc'.translate({97: 'X', 98: none}) }}{{ 'abc'.translate(''.maketrans('ab', 'xy', 'c')) }}{{ 'abc'.translate({97: 65}) }}",
    'XcxyAbc',
  ],
])

fails('what does not fit is an error', [
  ["{{ 'a'.center('x') }}", 'TypeError'],
  ["{{ 'a'.center(5, 'ab') }}", 'TypeError'],
  ["{{ 'a'.index('x') }}", 'ValueError'],
  ["{{ 'a'.split('') }}", 'ValueError'],
  ["{{ ','.join([1]) }}", 'TypeError'],
  ["{{ 'a'.startswith(1) }}", 'TypeError'],
  ["{{ 'a'.partition('') }}", 'ValueError'],
  ["{{ 'a'.replace(1, 2) }}", 'TypeError'],
  ["{{ 'a'.strip(1) }}", 'TypeError'],
  ["{{ 'a'.count(1) }}", 'TypeError'],
  ["{{ 'a'.zfill('x') }}", 'TypeError'],
])
