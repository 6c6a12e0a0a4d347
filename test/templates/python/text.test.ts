import { renders } from '../table.ts'

renders('text counts in code points', [
  ['{{ u|length }}{{ u[-1] }}{{ u[7:] }}{{ u[::-1] }}', '10😀☃ 😀😀 ☃ hcirüZ'],
  [
    "{{ '😀x'.find('x') }}{{ '😀x'.center(6, '*') }}{{ ['\\uffff', '😀']|sort }}",
    "1**😀x**['\\uffff', '😀']",
  ],
  ["{{ '😀' < '\\uffff' }}", 'False'],
])

renders('lines end where Python ends them', [
  [
    "{{ 'a\\nb\\r\\nc\\rd\\x0be\\x0cf\\x1cg\\x85h\\u2028i\\n'.splitlines() }}",
    "['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']",
  ],
  [
    "{{ 'a\\nb\\n'.splitlines(true) }}{{ ''.splitlines() }}{{ '\\n'.splitlines() }}",
    "['a\\n', 'b\\n'][]['']",
  ],
])

renders("blanks are Python's", [
  ["[{{ ' \\t\\n\\x1c\\x85\\xa0\\u2003x\\u3000 '.strip() }}]", '[x]'],
  ["{{ ' a\\x1fb\\xa0c '.split() }}", "['a', 'b', 'c']"],
  ["[{{ '\\ufeffx'.strip()|length }}]", '[2]'],
])
