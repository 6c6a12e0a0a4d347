import { fails, renders } from '../table.ts'

renders('what is long goes on several lines, dicts in order', [
  ['{{ d|pprint }}', "{'a': 'two', 'b': 1, 'items': [1], 'nested': {'deep': [True, None]}}"],
  ["{{ {'b': 1, 'a': {'z': 1, 'y': 2}}|pprint }}", "{'a': {'y': 2, 'z': 1}, 'b': 1}"],
  [
    '{{ range(40)|list|pprint }}',
    '[0,\n 1,\n 2,\n 3,\n 4,\n 5,\n 6,\n 7,\n 8,\n 9,\n 10,\n 11,\n 12,\n 13,\n 14,\n 15,\n 16,\n 17,\n 18,\n 19,\n 20,\n 21,\n 22,\n 23,\n 24,\n 25,\n 26,\n 27,\n 28,\n 29,\n 30,\n 31,\n 32,\n 33,\n 34,\n 35,\n 36,\n 37,\n 38,\n 39]',
  ],
  [
    "{{ {'k' * 10: 'v' * 30, 'a' * 10: 'w' * 30, 'c': [1, 2]}|pprint }}",
    "{'aaaaaaaaaa': 'wwwwwwwwwwwwwwwwwwwwwwwwwwwwww',\n 'c': [1, 2],\n 'kkkkkkkkkk': 'vvvvvvvvvvvvvvvvvvvvvvvvvvvvvv'}",
  ],
  [
    "{{ [('word ' * 30), 'x' * 100]|pprint }}",
    "['word word word word word word word word word word word word word word word '\n 'word word word word word word word word word word word word word word word ',\n 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx']",
  ],
  [
    "{{ ('lorem ipsum dolor sit amet ' * 6)|pprint }}",
    "('lorem ipsum dolor sit amet lorem ipsum dolor sit amet lorem ipsum dolor sit '\n 'amet lorem ipsum dolor sit amet lorem ipsum dolor sit amet lorem ipsum dolor '\n 'sit amet ')",
  ],
  [
    "{{ ((1, 'a' * 80), )|pprint }}",
    "((1,\n  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),)",
  ],
  [
    "{{ {'a': {'b': {'c': 'x' * 30, 'd': 'y' * 30}, 'e': 'z' * 30}}|pprint }}",
    "{'a': {'b': {'c': 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',\n             'd': 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'},\n       'e': 'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz'}}",
  ],
  [
    "{{ 'short'|pprint }}{{ 1.0|pprint }}{{ none|pprint }}{{ []|pprint }}{{ {1: 'a', 'b': 2}|pprint }}",
    "'short'1.0None[]{1: 'a', 'b': 2}",
  ],
  [
    "{{ ('line one\\n' * 12)|pprint }}",
    "('line one\\n'\n 'line one\\n'\n 'line one\\n'\n 'line one\\n'\n 'line one\\n'\n 'line one\\n'\n 'line one\\n'\n 'line one\\n'\n 'line one\\n'\n 'line one\\n'\n 'line one\\n'\n 'line one\\n')",
  ],
])

fails('otherwise: what is long goes on several lines, dicts in order', [
  ["{{ 'a\\nb\\n' * 20 |pprint }}", 'TypeError'],
])
