import { fails, renders } from '../table.ts'

renders("equality is Python's", [
  [
    "{{ 1 == 1.0 }}{{ 1 == true }}{{ '1' == 1 }}{{ none == false }}{{ [] == () }}{{ [1, 'a'] == [1.0, 'a'] }}{{ (1, 2) == (1, 2) }}",
    'TrueTrueFalseFalseFalseTrueTrue',
  ],
  ["{{ {'a': 1, 'b': 2} == {'b': 2, 'a': 1} }}{{ {'a': 1} == {'a': 2} }}{{ {} == [] }}", 'TrueFalseFalse'],
  ['{{ 2 ** 53 + 1 == 2.0 ** 53 }}{{ 10 ** 20 == 1e20 }}', 'FalseTrue'],
  ["{{ 'a' == 'a'|safe }}{{ 1 != 2 }}{{ 'a' != 'a' }}", 'TrueTrueFalse'],
])

renders("order is Python's, and chains", [
  [
    "{{ 1 < 2 <= 2 < 3 }}{{ 1 < 3 < 2 }}{{ 'a' < 'b' }}{{ 'Z' < 'a' }}{{ [1, 2] < [1, 3] }}{{ [1] < [1, 0] }}{{ (2,) > (1, 9) }}",
    'TrueFalseTrueTrueTrueTrueTrue',
  ],
  ['{{ 1 < 1.5 }}{{ 2 ** 53 < 2.0 ** 53 + 2 }}{{ true < 2 }}{{ 3 >= 3 }}', 'TrueTrueTrueTrue'],
  [
    "{{ [3, 1, 2]|sort }}{{ [[2, 'a'], [1, 'b']]|sort }}{{ [1, 2.5, true]|sort }}",
    "[1, 2, 3][[1, 'b'], [2, 'a']][1, True, 2.5]",
  ],
])

fails('what has no order is an error', [
  ["{{ 1 < 'a' }}", 'TypeError'],
  ['{{ none < 1 }}', 'TypeError'],
  ['{{ [] < () }}', 'TypeError'],
  ['{{ {} < {} }}', 'TypeError'],
  ["{{ [1, 'a']|sort }}", 'TypeError'],
  ['{{ [none, 1]|max }}', 'TypeError'],
  ['{{ [1] <= [none] }}', 'TypeError'],
])

renders('in looks into whatever holds values', [
  [
    "{{ 'a' in 'abc' }}{{ 'd' not in 'abc' }}{{ '' in 'abc' }}{{ 1 in [1.0] }}{{ 'a' in d }}{{ 'zz' in d }}{{ 2 in (1, 2) }}{{ 'x' in nope }}",
    'TrueTrueTrueTrueTrueFalseTrueFalse',
  ],
  ["{{ 'a' in d.keys() }}{{ 1 in d.values() }}{{ ('b', 1) in d.items() }}", 'TrueTrueTrue'],
])

fails('in looks into nothing else', [
  ['{{ 1 in 5 }}', 'TypeError'],
  ["{{ 1 in 'abc' }}", 'TypeError'],
  ["{{ none in 'a' }}", 'TypeError'],
  ["{{ 'a' in none }}", 'TypeError'],
  ['{{ [] in {} }}', 'TypeError'],
])
