import { fails, renders } from '../../table.ts'

renders('batch and slice', [
  [
    "{{ range(5)|batch(2)|list }}{{ range(5)|batch(2, '-')|list }}{{ []|batch(2)|list }}{{ range(4)|batch(2, '-')|list }}",
    "[[0, 1], [2, 3], [4]][[0, 1], [2, 3], [4, '-']][][[0, 1], [2, 3]]",
  ],
  [
    "{{ range(7)|slice(3)|list }}{{ range(7)|slice(3, '-')|list }}{{ []|slice(2)|list }}",
    "[[0, 1, 2], [3, 4], [5, 6]][[0, 1, 2], [3, 4, '-'], [5, 6, '-']][[], []]",
  ],
])

renders('first, last, length, list, random, reverse', [
  [
    "{{ l|first }}{{ l|last }}{{ 'abc'|first }}{{ 'abc'|last }}{{ d|first }}{{ d|last }}{{ []|first }}|{{ []|last }}|{{ [none]|first }}",
    '32acbnested||None',
  ],
  [
    "{{ l|length }}{{ d|count }}{{ 'aé😀'|length }}{{ 'abc'|list }}{{ d|list }}",
    "343['a', 'b', 'c']['b', 'a', 'items', 'nested']",
  ],
  ["{{ [5]|random }}{{ 'a'|random }}{{ []|random }}|", '5a|'],
  [
    "{{ l|reverse|list }}{{ 'abc'|reverse }}{{ d|reverse|list }}{{ (l|map('string'))|reverse }}{{ ('<a'|safe)|reverse }}{{ nope|reverse }}",
    "[2, 1, 3]cba['nested', 'items', 'a', 'b']['2', '1', '3']a<<reversed object at 0x…>",
  ],
])

renders('min, max, sum, sort, unique', [
  [
    "{{ l|min }}{{ l|max }}{{ words|max }}{{ words|max(true) }}{{ rows|max(attribute='n') }}{{ rows|min(attribute='name') }}{{ []|max }}|",
    "13Cb{'name': 'x', 'n': 3, 'tag': 'q'}{'name': 'x', 'n': 2, 'tag': None}|",
  ],
  [
    "{{ l|sum }}{{ rows|sum('n') }}{{ rows|sum(attribute='n', start=10) }}{{ []|sum }}{{ [0.1, 0.2]|sum }}{{ [[1], [2]]|sum(start=[]) }}",
    '661600.30000000000000004[1, 2]',
  ],
  [
    "{{ l|sort }}{{ words|sort }}{{ words|sort(case_sensitive=true) }}{{ words|sort(true) }}{{ rows|sort(attribute='name,n')|map(attribute='n')|list }}{{ rows|sort(attribute='n', reverse=true)|map(attribute='n')|list }}{{ 'cab'|sort }}",
    "[1, 2, 3]['a', 'b', 'C']['C', 'a', 'b']['C', 'b', 'a'][2, 3, 1][3, 2, 1]['a', 'b', 'c']",
  ],
  [
    "{{ ['a', 'A', 'b', 1, 1.0]|unique|list }}{{ ['a', 'A']|unique(true)|list }}{{ rows|unique(attribute='name')|map(attribute='n')|list }}",
    "['a', 'b', 1]['a', 'A'][2, 1]",
  ],
])

renders('dictsort, items, join', [
  [
    "{{ {'b': 1, 'A': 2, 'c': 0}|dictsort }}{{ {'b': 1, 'A': 2}|dictsort(true) }}{{ {'b': 1, 'A': 2}|dictsort(by='value') }}{{ {'b': 1, 'A': 2}|dictsort(reverse=true) }}",
    "[('A', 2), ('b', 1), ('c', 0)][('A', 2), ('b', 1)][('b', 1), ('A', 2)][('b', 1), ('A', 2)]",
  ],
  [
    '{{ d|items|list }}{{ nope|items|list }}',
    "[('b', 1), ('a', 'two'), ('items', [1]), ('nested', {'deep': [True, None]})][]",
  ],
  [
    "{{ l|join }}{{ l|join(', ') }}{{ rows|join('-', attribute='name') }}{{ 'abc'|join('.') }}{{ [none, 1.0]|join(1) }}{{ [['a', 1]]|join('x', 1) }}",
    '3123, 1, 2x-Y-xa.b.cNone11.01',
  ],
])

fails('what does not fit is an error', [
  ['{{ 5|first }}', 'TypeError'],
  ['{{ 5|last }}', 'TypeError'],
  ['{{ 5|length }}', 'TypeError'],
  ['{{ 5|join }}', 'TypeError'],
  ['{{ l|dictsort }}', 'AttributeError'],
  ["{{ d|dictsort(by='x') }}", 'FilterArgumentError', 'You can only sort by either "key" or "value"'],
  ['{{ l|items|list }}', 'TypeError'],
  ["{{ ['a', 1]|sort }}", 'TypeError'],
  ["{{ [1, 'a']|sum }}", 'TypeError'],
  ["{{ ['a']|sum(start='') }}", 'TypeError'],
  ['{{ 5|reverse }}', 'FilterArgumentError', 'argument must be iterable'],
  ['{{ range(3)|slice(0)|list }}', 'ZeroDivisionError'],
  ["{{ (l|map('string'))|last }}", 'TypeError'],
  ['{{ l|unique|random }}', 'TypeError'],
  ['{{ 5|batch(2)|list }}', 'TypeError'],
])
