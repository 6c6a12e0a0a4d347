import { fails, renders } from '../table.ts'

renders("each method does what Python's does", [
  ["{{ d.get('a') }}{{ d.get('zz') }}{{ d.get('zz', 1) }}{{ {'a': none}.get('a', 1) }}", 'twoNone1None'],
  [
    "{{ d.keys()|list }}{{ {'a': 1}.values()|list }}{{ {'a': 1}.items()|list }}{{ {'a': 1}.items()|length }}",
    "['b', 'a', 'items', 'nested'][1][('a', 1)]1",
  ],
  [
    "{% set x = {'a': 1, 'b': 2} %}{{ x.pop('a') }}{{ x.pop('zz', 0) }}{{ x.setdefault('c', 3) }}{{ x.setdefault('b') }}{{ x }}{{ x.popitem() }}{{ x.copy() }}{{ x.update({'q': 1}, z=2) }}{{ x }}{{ x.clear() }}{{ x }}",
    "1032{'b': 2, 'c': 3}('c', 3){'b': 2}None{'b': 2, 'q': 1, 'z': 2}None{}",
  ],
  [
    "{{ {}.fromkeys('ab', 0) }}{{ dict([('a', 1), ['b', 2]]) }}{{ dict({'a': 1}, b=2) }}{{ dict('' | list) }}",
    "{'a': 0, 'b': 0}{'a': 1, 'b': 2}{'a': 1, 'b': 2}{}",
  ],
  ["{% set x = {'a': 1} %}{% set k = x.keys() %}{{ x.update(b=2) }}{{ k }}", "Nonedict_keys(['a', 'b'])"],
])

fails('what is not there is an error', [
  ["{{ d.pop('zz') }}", 'KeyError'],
  ['{{ {}.popitem() }}', 'KeyError'],
  ['{{ dict([1]) }}', 'TypeError'],
  ["{{ dict(['abc']) }}", 'ValueError'],
  ['{{ dict(5) }}', 'TypeError'],
  ['{{ dict({}, {}) }}', 'TypeError'],
])
