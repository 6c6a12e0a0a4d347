import { fails, renders } from '../table.ts'

renders("JSON is Python's, byte for byte", [
  ['{{ d|tojson }}', '{"a": "two", "b": 1, "items": [1], "nested": {"deep": [true, null]}}'],
  ["{{ [1, 1.0, 1e20, none, true, 'a', (1, 2)]|tojson }}", '[1, 1.0, 1e+20, null, true, "a", [1, 2]]'],
  [
    "{{ {'b': 1, 'a': {'z': [], 'y': {}}}|tojson(indent=2) }}",
    '{\n  "a": {\n    "y": {},\n    "z": []\n  },\n  "b": 1\n}',
  ],
  [
    "{{ [1, [2]]|tojson(indent=1) }}{{ [1]|tojson(0) }}{{ {}|tojson(2) }}{{ [1]|tojson('--') }}",
    '[\n 1,\n [\n  2\n ]\n][\n1\n]{}[\n--1\n]',
  ],
  [
    "{{ '<a>&\\'\"\\\\ é☃😀 \\x00\\x1f\\x7f \\n\\t\\r\\b\\f /'|tojson }}",
    '"\\u003ca\\u003e\\u0026\\u0027\\"\\\\ \\u00e9\\u2603\\ud83d\\ude00 \\u0000\\u001f\\u007f \\n\\t\\r\\b\\f /"',
  ],
  [
    '{{ {1: 2, 3: 4}|tojson }}{{ {none: 1}|tojson }}{{ {true: 1}|tojson }}{{ {1.5: 1}|tojson }}',
    '{"1": 2, "3": 4}{"null": 1}{"true": 1}{"1.5": 1}',
  ],
  [
    "{{ 'inf'|float|tojson }}{{ 'nan'|float|tojson }}{{ 12345678901234567890|tojson }}{{ 'x'|e|tojson }}",
    'InfinityNaN12345678901234567890"x"',
  ],
  ["{{ {'a': 'b'}|tojson|urlencode }}", '%7B%22a%22%3A%20%22b%22%7D'],
])

fails('what JSON has not is an error', [
  ['{{ nope|tojson }}', 'TypeError'],
  ['{{ range(3)|tojson }}', 'TypeError'],
  ['{{ d.keys()|tojson }}', 'TypeError'],
  ['{{ {(1, 2): 3}|tojson }}', 'TypeError'],
  ["{{ {1: 2, 'a': 3}|tojson }}", 'TypeError'],
  ["{{ (l|map('string'))|tojson }}", 'TypeError'],
  ['{% set x = [] %}{{ x.append(x) }}{{ x|tojson }}', 'ValueError'],
  ['{{ lipsum|tojson }}', 'TypeError'],
])
